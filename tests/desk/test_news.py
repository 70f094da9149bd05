"""News told by hand: added, corrected, removed, undone; the movie's number of stories in step."""

import pytest
import sqlalchemy as sa

from forum.desk.actions import undo
from forum.desk.actions.news import STORY
from forum.desk.actions.sheets import edition
from forum.desk.models import Revision
from forum.kernel.db import db
from forum.movies.facts import NewsFacts
from forum.movies.models import Movie, NewsItem
from tests import make

TOLD = {
    "title": "A <b>prize</b>",
    "url": "https://news.example/prize?a=1&b=2",
    "kind": "interview",
    "source": "The Carriage",
    "published_on": "2011-02-22",
}
OLD = "https://news.example/old"


@pytest.fixture
def movie(app):
    make.movie("Another", news=[NewsFacts("Noise", TOLD["url"])])
    return make.movie("Last Train Home", news=[NewsFacts("Old", OLD)])


@pytest.fixture
def moderator(app):
    return make.moderator("Ada")


def _news(movie, *rest):
    return "/".join(["", "movies", movie.slug, "news", *map(str, rest)])


def _titles(movie):
    stored = db.session.scalar(sa.select(Movie.news_count).filter_by(id=movie.id))
    titles = list(db.session.scalars(sa.select(NewsItem.title).filter_by(movie_id=movie.id).order_by(NewsItem.id)))
    assert stored == len(titles)
    return titles


def _first(movie):
    return db.session.scalars(sa.select(NewsItem).filter_by(movie_id=movie.id).order_by(NewsItem.id)).first()


def test_added_corrected_removed_and_undone(as_, client, movie, moderator):
    editor = as_(moderator)
    assert editor.post(_news(movie), data=TOLD).location == _news(movie)
    assert _titles(movie) == ["Old", TOLD["title"]]
    assert "A &lt;b&gt;prize&lt;/b&gt;" in client.get(_news(movie)).text
    old = _first(movie)
    told = {
        "title": "Old news",
        "url": OLD,
        "kind": "news",
        "edition": edition(STORY.read(old.id)),
        "reason": "Said so.",
    }
    assert editor.post(_news(movie, old.id), data=told).status_code == 303
    assert editor.post(_news(movie, old.id, "removal"), data={"reason": "Gone there."}).status_code == 303
    assert _titles(movie) == [TOLD["title"]]
    added, corrected, removed = db.session.scalars(sa.select(Revision).order_by(Revision.id))
    assert (corrected.before, corrected.after) == ({"title": "Old"}, {"title": "Old news"})
    assert (
        "added a news story: <bdi>A &lt;b&gt;prize&lt;/b&gt;</bdi>"
        in editor.get(f"/movies/{movie.slug}/revisions").text
    )
    undo(moderator, removed, reason="Back there.")
    undo(moderator, added, reason="Of another film.")
    assert _titles(movie) == ["Old news"]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": " "}, "title", "Write the headline."),
        ({"url": ""}, "url", "Say where the story is."),
        ({"url": "ftp://news.example"}, "url", "with https:// or http:// in front"),
        ({"url": OLD}, "url", "already has a story at this address"),
        ({"kind": "rumor"}, "kind", "Not a valid choice"),
        ({"published_on": "yesterday"}, "published_on", "such as 2010-09-03"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(as_, movie, moderator, changed, field, words):
    answer = as_(moderator).post(_news(movie), data=TOLD | changed)
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-error">')[1].split("</span>")[0]
    assert 'value="The Carriage"' in answer.text
    assert _titles(movie) == ["Old"]


def test_whoever_saves_second_sees_both_texts_and_a_removal_says_why(as_, movie, moderator):
    editor, story = as_(moderator), _first(movie)
    told = {"title": "Mine", "url": OLD, "kind": "news", "edition": "of-yesterday", "reason": "Said so."}
    answer = editor.post(_news(movie, story.id), data=told)
    assert (answer.status_code, answer.text.count("How it reads now")) == (409, 1)
    assert 'dir="auto">Old</p>' in answer.text
    assert editor.post(_news(movie, story.id, "removal")).status_code == 422
    assert _titles(movie) == ["Old"]


def test_moderators_find_the_ways_and_nobody_else_does(as_, client, movie, moderator):
    ways = [_news(movie, "new"), _news(movie, _first(movie).id, "edit"), _news(movie, _first(movie).id, "removal")]
    for visitor, sees in ((as_(moderator), True), (as_(make.member()), False), (client, False)):
        page = visitor.get(_news(movie)).text
        assert [way in page for way in ways] == [sees] * 3
        assert (_news(movie, "new") in visitor.get(f"/movies/{movie.slug}").text) is sees
    for way in ways:
        assert as_(moderator).get(way).status_code == 200
