"""The sample community as visitors meet it: whole, counted right, and safe to leave open."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from forum.boards.models import Board, Thread
from forum.config import Settings
from forum.kernel.db import db, now
from forum.members.models import Member
from forum.modlog.models import LogEntry
from forum.movies.models import Movie
from forum.quotes.models import Quote, Stage
from forum.reviews.models import CriticReview
from forum.seeds import cli, people, sample
from tests.seeds import recount

MOVIES = 28
STAFF = {"member", "moderator", "admin"}
EDITION = datetime(2010, 1, 1, tzinfo=UTC)
FACTS = (
    "Last Train Home",
    "Documentary",
    "Art House &amp; International",
    "Special Interest",
    "Lixin Fan",
    "Feb 22, 2011",
    "$0.3M",
    "Zeitgeist Films",
    "85 min",
    "There are no approved quotes yet for this movie.",
)

pytestmark = pytest.mark.usefixtures("community")


@pytest.fixture
def visitor(house):
    return house.test_client()


def test_last_train_home_shows_the_facts_of_its_page(visitor):
    page = visitor.get("/movies/last-train-home-2010").text
    assert [fact for fact in FACTS if fact not in page] == []
    assert re.search(r"All Critics \(52\)", page)
    assert re.search(r"Top Critics \(19\)", page)


def test_there_are_as_many_movies_and_critics_as_promised():
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Movie)) == MOVIES
    train = db.session.scalars(sa.select(Movie).where(Movie.slug == "last-train-home-2010")).one()
    critics = db.session.scalars(sa.select(CriticReview.top_critic).where(CriticReview.movie_id == train.id)).all()
    assert (len(critics), sum(critics)) == (52, 19)


def test_every_count_is_what_its_rows_say():
    assert recount.drift() == []


def test_the_lobby_is_alive_and_its_order_was_kept():
    threads = db.session.scalars(sa.select(Thread)).all()
    assert all(now() - timedelta(days=60) < thread.last_post_at <= now() for thread in threads)
    assert any(thread.is_pinned for thread in threads)
    assert [thread.lock_reason for thread in threads if thread.is_locked] != []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Board)) == len(list(sample.boards()))


def test_members_took_their_seats_when_the_house_opened():
    members = db.session.scalars(sa.select(Member)).all()
    assert {member.name for member in members} >= {person.name for person in sample.people()}
    assert [member.name for member in members if member.created_at >= EDITION or member.is_archived] == []


def test_every_waiting_quote_was_sent_in_by_somebody_who_may_not_judge_it():
    waiting = db.session.scalars(sa.select(Quote).where(Quote.stage == Stage.PENDING.value)).all()
    authors = [db.session.get_one(Member, quote.author_id) for quote in waiting if quote.author_id]
    assert len(authors) == len(waiting) > 1
    assert [author.name for author in authors if author.moderates] == []


def test_the_record_has_its_first_lines():
    actions = set(db.session.scalars(sa.select(LogEntry.action)))
    assert actions >= {"awarded", "approved", "rejected", "pinned", "locked"}


def test_the_home_page_has_two_seats_and_a_quote(visitor):
    page = visitor.get("/").text
    assert "Two seats" in page
    assert "For</" in page
    assert "Against</" in page
    assert "Parasite, 2019" in page


def test_the_passwords_are_for_their_owner_alone_and_open_the_door(house, settings: Settings, community):
    kept = settings.instance / people.SIGN_INS
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text(encoding="utf-8").splitlines() == community
    listed = [re.fullmatch(r"sign in: (\w+) (.+) (\S+)", line).groups() for line in community]
    assert {role for role, _, _ in listed} == STAFF
    for _, name, password in listed:
        answer = house.test_client().post("/login", data={"name": name, "password": password})
        assert answer.status_code == 303


def test_nobody_else_can_sign_in(visitor, community):
    shut = db.session.scalars(sa.select(Member).where(Member.password_hash == people.SHUT)).all()
    assert len(shut) == db.session.scalar(sa.select(sa.func.count()).select_from(Member)) - len(community)
    for password in (people.SHUT, "anything at all"):
        answer = visitor.post("/login", data={"name": shut[0].name, "password": password})
        assert answer.status_code == 422


def test_loading_again_changes_nothing():
    before = recount.rows_in_all_tables()
    again = CliRunner().invoke(cli.group, ["load"])
    assert (again.exit_code, again.output) == (0, "The sample community is here already.\n")
    quietly = CliRunner().invoke(cli.group, ["load", "--if-empty"])
    assert (quietly.exit_code, quietly.output) == (0, "")
    assert recount.rows_in_all_tables() == before
