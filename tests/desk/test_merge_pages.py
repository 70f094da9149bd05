"""The pages where a moderator merges two movies."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.models import Movie
from tests import make
from tests.support.statements import query_budget


@pytest.fixture
def movies(app):
    return make.movie("Last Trian Home", 2009, studio="Zeitgeist"), make.movie("Last Train Home", 2010)


@pytest.fixture
def desk(as_):
    return as_(make.moderator())


@pytest.mark.parametrize(
    "typed", ["last-train-home-2010", "http://balcony.test/movies/last-train-home-2010/quotes?x=1", "train ho"]
)
def test_the_other_movie_is_found_by_whatever_is_at_hand(movies, desk, typed):
    page = desk.get("/movies/last-trian-home-2009/merge", query_string={"into": typed})
    assert "Are these two one movie?" in page.text
    assert "no button that undoes a merge" in page.text
    assert 'value="last-train-home-2010"' in page.text


@pytest.mark.parametrize(
    "typed, words",
    [
        ("last-trian-home-2009", "This is the same movie."),
        ("nothing-like-it-1999", "No movie of this house"),
        ("a\0b", "No movie of this house"),
        ("Zebra", "Which of these?"),
        ("", "The movie that stays"),
    ],
)
def test_else_the_page_says_so_or_offers_some(movies, desk, typed, words):
    make.movie("Zebra"), make.movie("Zebra crossing")
    page = desk.get("/movies/last-trian-home-2009/merge", query_string={"into": typed})
    assert words in page.text


def test_a_merge_needs_a_reason_and_another_movie(movies, desk):
    without = desk.post("/movies/last-trian-home-2009/merge", data={"into": "last-train-home-2010", "reason": " "})
    itself = desk.post("/movies/last-trian-home-2009/merge", data={"into": "last-trian-home-2009", "reason": "No."})
    nobody = desk.post("/movies/last-trian-home-2009/merge", data={"into": "nobody-1999", "reason": "No."})
    assert [it.status_code for it in (without, itself, nobody)] == [422] * 3
    assert "Say why" in without.text
    assert db.session.scalar(sa.select(sa.func.count(Movie.id))) == 2


def test_merged_once_sent_twice_it_leads_to_the_one_movie(movies, desk, client):
    sent = {"into": "last-train-home-2010", "reason": "A slip of the finger."}
    first = desk.post("/movies/last-trian-home-2009/merge", data=sent)
    again = desk.post("/movies/last-trian-home-2009/merge", data=sent)
    assert [it.status_code for it in (first, again)] == [303, 303]
    assert {it.location for it in (first, again)} == {"/movies/last-train-home-2010"}
    for page in ("", "/quotes", "/discussion?sort=new", "/news"):
        led = client.get(f"/movies/last-trian-home-2009{page}")
        assert (led.status_code, led.location) == (301, f"/movies/last-train-home-2010{page}")
    log = client.get("/moderation/log").text
    assert "Last Trian Home (2009) into Last Train Home (2010)" in log
    assert "A slip of the finger." in log


def test_both_are_laid_side_by_side_in_few_questions(movies, desk):
    desk.get("/movies")
    with query_budget(16):
        page = desk.get("/movies/last-trian-home-2009/merge?into=last-train-home-2010")
    assert "Zeitgeist" in page.text
