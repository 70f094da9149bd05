"""Quotes of a film file: put once, never doubled, and what was decided here stays decided."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.modlog.models import LogEntry
from forum.movies.models import Movie
from forum.quotes import actions
from forum.quotes.importing import LineFacts, QuoteFacts, put_quotes
from forum.quotes.models import Quote
from forum.quotes.queries import approved_quotes, get_quote
from tests import make
from tests.quotes.make import approved
from tests.support.statements import count_queries

ON_THE_PAGE = QuoteFacts((LineFacts("Mother", "Come home."), LineFacts("", "No.")), "01:02:03", "approved")
WAITING = QuoteFacts((LineFacts("", "Later."),))


@pytest.fixture
def movie(app):
    return make.movie()


def put(movie, *items, author=None):
    put_quotes(movie, items, author)
    db.session.commit()
    db.session.expire_all()


def stages(movie):
    return sorted(db.session.scalars(sa.select(Quote.stage).where(Quote.movie_id == movie.id)))


def test_approved_quotes_are_on_the_page_and_pending_ones_in_the_queue(movie):
    author = make.member()
    put(movie, ON_THE_PAGE, WAITING, author=author)
    [shown] = approved_quotes(movie).items
    assert [(line.character, line.text) for line in shown.lines] == [("Mother", "Come home."), ("", "No.")]
    assert (shown.timecode, shown.author_id, shown.decided_by_id) == ("01:02:03", author.id, None)
    assert shown.decided_at is not None
    assert stages(movie) == ["approved", "pending"]
    assert db.session.get_one(Movie, movie.id).quotes_count == 1


def test_the_same_file_again_changes_nothing(movie):
    for _ in range(2):
        put(movie, ON_THE_PAGE, WAITING, WAITING)
    assert stages(movie) == ["approved", "pending"]
    assert db.session.get_one(Movie, movie.id).quotes_count == 1


def test_two_movies_may_share_a_quote(movie):
    put(movie, ON_THE_PAGE)
    put(make.movie(), ON_THE_PAGE)
    assert len(list(db.session.scalars(sa.select(Quote)))) == 2


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_what_was_decided_since_stays_decided(movie, status):
    put(movie, WAITING)
    [quote] = db.session.scalars(sa.select(Quote))
    actions.reject_quote(make.moderator(), get_quote(quote.id), version=1, reason="Too long")
    put(movie, QuoteFacts(WAITING.lines, status=status))
    assert stages(movie) == ["rejected"]
    assert db.session.get_one(Movie, movie.id).quotes_count == 0


def test_an_import_is_no_moderators_decision(movie, client):
    put(movie, ON_THE_PAGE)
    assert list(db.session.scalars(sa.select(LogEntry))) == []
    quote = db.session.scalars(sa.select(Quote)).one()
    assert "Come home." in client.get(f"/quotes/{quote.id}").text


def test_quotes_members_sent_in_are_left_alone(movie):
    approved("Come home.", movie=movie)
    put(movie, ON_THE_PAGE)
    assert stages(movie) == ["approved", "approved"]


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (QuoteFacts(()), "1 to 12 lines"),
        (QuoteFacts((LineFacts("", "Hm."),) * 13), "1 to 12 lines"),
        (QuoteFacts((LineFacts("Mother", ""),)), "1 to 400 characters"),
        (QuoteFacts((LineFacts("", "x" * 401),)), "1 to 400 characters"),
        (QuoteFacts((LineFacts("x" * 81, "Hm."),)), "at most 80 characters"),
        (QuoteFacts((LineFacts("", "Hm."),), "soon"), "hours:minutes:seconds"),
    ],
)
def test_a_quote_that_does_not_fit_is_refused_before_anything_is_put(movie, item, fault):
    with pytest.raises(Invalid, match=fault):
        put_quotes(movie, [WAITING, item])
    db.session.rollback()
    assert stages(movie) == []


def test_a_file_read_again_costs_one_look(movie):
    items = [QuoteFacts((LineFacts("", f"Line {n}."),)) for n in range(20)]
    put_quotes(movie, items)
    with count_queries() as statements:
        put_quotes(movie, items)
    assert len(statements) == 1
