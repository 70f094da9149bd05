"""Loading that was interrupted, and loading where somebody lives already."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes.models import Quote
from forum.seeds import applause, cli, loading, people
from tests import make
from tests.quotes.make import quote
from tests.reviews.make import review
from tests.seeds import recount


class Fall(Exception):
    """The power went."""


def test_interrupted_and_begun_again_it_ends_the_same(app, database, load, monkeypatch):
    load()
    wanted = recount.community()
    db.session.remove()
    database.empty()
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


def test_a_house_with_movies_of_its_own_is_left_alone(app):
    make.movie("Ours")
    asked = CliRunner().invoke(cli.group, ["load", "--if-empty"])
    assert (asked.exit_code, asked.output) == (0, "")
    assert db.session.scalars(sa.select(Movie.title)).all() == ["Ours"]
    assert db.session.scalars(sa.select(Member)).all() == []


def test_where_it_is_asked_for_it_leaves_the_words_of_others_alone(app, load):
    movie, ruth = make.movie("Ours"), make.member("Ruth of ours")
    ours, waiting = review(movie, ruth, stars=4, body="Ours, not theirs."), quote("Ours", movie=movie, author=ruth)
    load()
    db.session.expire_all()
    assert db.session.get_one(type(ours), ours.id).helpful_count == 0
    assert db.session.get_one(Quote, waiting.id).author_id == ruth.id
    assert recount.drift() == []


def _fall(*_: object, **__: object) -> None:
    raise Fall
