"""The home page: what is alive now."""

from datetime import date

import pytest

from forum.kernel.db import db
from forum.movies.models import Movie
from forum.pages.gathering import of_the_week
from tests import make
from tests.boards.make import thread
from tests.quotes.make import approved, quote
from tests.reviews.make import review
from tests.support.statements import query_budget

BUDGET = 12


def test_an_empty_house_says_how_to_fill_it(client):
    page = client.get("/").text
    assert "The balcony is open." in page
    assert "balcony movies import" in page


@pytest.mark.parametrize("number", [1, 6])
def test_it_shows_what_is_alive_at_a_cost_that_does_not_grow(client, as_, app, number):
    reader = as_(make.member())
    for n in range(number):
        movie = make.movie(f"Alive {n}")
        review(movie, make.super_reviewer(), stars=5, body="Entirely for it.")
        review(movie, make.super_reviewer(), stars=1, body="Entirely against it.")
        approved("A line to keep", movie=movie)
        thread(about=movie, title="A living thread")
    for visitor in (client, reader):
        with query_budget(BUDGET):
            page = visitor.get("/").text
    for words in ("Alive 0", "Entirely for it.", "Entirely against it.", "A line to keep", "A living thread"):
        assert words in page


def test_spoilers_and_waiting_quotes_are_not_shown(client, app):
    movie = make.movie()
    quote("Nobody has approved this", movie=movie)
    review(movie, make.super_reviewer(), stars=4, body="Watch the end: ||the butler did it|| and more.")
    review(movie, make.super_reviewer(), stars=2, body="It was the gardener.", spoiler=True)
    page = client.get("/").text
    for hidden in ("Nobody has approved", "butler", "gardener"):
        assert hidden not in page


def test_the_movie_of_the_week_changes_with_the_week_and_not_within(app):
    movies = [make.movie() for _ in range(5)]
    week = [of_the_week(movies, date(2026, 11, day)).id for day in range(16, 23)]
    assert len(set(week)) == 1
    assert of_the_week(movies, date(2026, 11, 23)).id != week[0]
    assert of_the_week([], date(2026, 11, 23)) is None


def test_a_signed_out_reader_gets_no_cookie(client, app):
    make.movie()
    assert "Set-Cookie" not in client.get("/").headers


def test_most_rated_movies_hang_first_on_the_wall(client, app):
    loved, _ = make.movie("Most Loved"), make.movie("Less Loved")
    review(loved, stars=5)
    assert db.session.get_one(Movie, loved.id).ratings_count == 1
    page = client.get("/").text
    wall = page[page.index("The wall") :]
    assert wall.index("Poster: Most Loved") < wall.index("Poster: Less Loved")
