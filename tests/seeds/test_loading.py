"""Loading that was interrupted, and loading where somebody lives already."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes.models import Quote
from forum.reviews.models import Review
from forum.seeds import applause, cli, loading, people
from tests import make
from tests.quotes.make import quote
from tests.reviews.make import review
from tests.seeds import recount

LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)


class Fall(Exception):
    """The power went."""


def test_interrupted_and_begun_again_it_ends_the_same_and_leaves_the_words_of_others_alone(
    app, database, load, monkeypatch
):
    settle_in()
    load()
    wanted = recount.community()
    db.session.remove()
    database.empty()
    ours, waiting, author = settle_in()
    for place, act in ((applause, "applaud"), (people, "keep_sign_ins")):
        with monkeypatch.context() as patch:
            patch.setattr(place, act, _fall)
            with pytest.raises(Fall):
                load()
        assert not loading.is_loaded()
    load()
    assert loading.is_loaded()
    assert recount.community() == wanted
    assert recount.drift() == []
    assert db.session.get_one(Review, ours).helpful_count == 0
    assert db.session.get_one(Quote, waiting).author_id == author


def test_a_house_with_movies_of_its_own_is_left_alone(app):
    make.movie("Ours")
    asked = CliRunner().invoke(cli.group, ["load", "--if-empty"])
    assert (asked.exit_code, asked.output) == (0, "")
    assert db.session.scalars(sa.select(Movie.title)).all() == ["Ours"]
    assert db.session.scalars(sa.select(Member)).all() == []


def settle_in() -> tuple[int, int, int]:
    """Somebody lives here already: the ids of their review, their waiting quote and themselves."""
    movie, ruth = make.movie("Ours", created_at=LONG_AGO), make.member("Ruth of ours", created_at=LONG_AGO)
    ours, waiting = review(movie, ruth, stars=4, body="Ours, not theirs."), quote("Ours", movie=movie, author=ruth)
    db.session.execute(sa.update(Review).values(published_at=LONG_AGO))
    db.session.commit()
    return ours.id, waiting.id, ruth.id


def _fall(*_: object, **__: object) -> None:
    raise Fall
