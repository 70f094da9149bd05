"""Addresses of movies: each its own, for ever, whatever the title and whoever comes at the same time."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.kernel.db import db
from forum.kernel.errors import Missing, Moved, WrongState
from forum.kernel.sqlite import writer
from forum.movies.actions import add_movie, correct_movie
from forum.movies.models import Job
from forum.movies.queries import get_movie, movie_with_facts, people
from forum.movies.titles import slug_of, sort_title, title_words
from tests import make
from tests.support.crowds import all_at_once
from tests.support.statements import query_budget

MANY = settings(max_examples=100, deadline=None)
FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("title", "year", "slug"),
    [
        ("Last Train Home", 2010, "last-train-home-2010"),
        ("Amélie", 2001, "amelie-2001"),
        ("Rock 'n' Roll High School", 1979, "rock-n-roll-high-school-1979"),
        ("千と千尋の神隠し", 2001, "movie-2001"),
        ("!!!", 1998, "movie-1998"),
        ("1941", 1979, "1941-1979"),
        ("A" * 250, 2000, "a" * 95 + "-2000"),
    ],
)
def test_an_address_is_title_and_year(app, title, year, slug):
    assert make.movie(title, year).slug == slug


def test_namesakes_are_numbered(app):
    assert [make.movie("Carmen", 1915).slug for _ in range(4)] == [
        "carmen-1915", "carmen-1915-2", "carmen-1915-3", "carmen-1915-4",
    ]  # fmt: skip


def test_a_hundred_namesakes_do_not_cost_a_hundred_looks(app):
    for _ in range(30):
        make.movie("映画", 1999)
    with query_budget(16):
        add_movie("映画", 1999)


def test_a_corrected_title_redirects_with_every_page_below(app, client):
    movie = make.movie("Last Trian Home", 2009)
    correct_movie(movie, title="Last Train Home", year=2010)
    assert movie.slug == "last-train-home-2010"
    for page in ("", "/news", "/quotes", "/discussion?sort=new"):
        answer = client.get(f"/movies/last-trian-home-2009{page}")
        assert (answer.status_code, answer.location) == (301, f"/movies/last-train-home-2010{page}")
    assert client.get("/posters/last-trian-home-2009.svg").location == "/posters/last-train-home-2010.svg"


def test_a_former_address_is_nobody_elses(app):
    movie = make.movie("Solaris", 1971)
    correct_movie(movie, year=1972)
    assert make.movie("Solaris", 1971).slug == "solaris-1971-2"
    with pytest.raises(Moved) as moved:
        get_movie("solaris-1971")
    assert moved.value.new == "solaris-1972"


def test_a_title_taken_back_gets_its_address_back(app):
    movie = make.movie("Solaris", 1972)
    correct_movie(movie, title="Solyaris")
    correct_movie(movie, title="Solaris")
    assert movie.slug == "solaris-1972"
    with pytest.raises(Moved):
        get_movie("solyaris-1972")


@pytest.mark.parametrize("slug", ["nothing-like-it-1999", "x" * 4000, "a\0b", "..", "%2e%2e"])
def test_nothing_is_at_an_address_nobody_gave_out(app, slug):
    with pytest.raises(Missing):
        get_movie(slug)


def test_movies_added_in_the_same_instant_get_different_addresses(app):
    def add():
        with app.app_context(), writer():
            movie = add_movie("The Same Evening", 2001)
            db.session.commit()
            return movie.slug

    slugs = all_at_once(*[add] * 4)
    assert sorted(slugs) == ["the-same-evening-2001", *(f"the-same-evening-2001-{n}" for n in (2, 3, 4))]


def test_a_number_elsewhere_belongs_to_one_movie(app):
    make.movie("One", imdb_id="tt0000001")
    with pytest.raises(WrongState, match=r"One \(2010\) already has this imdb_id"):
        add_movie("Two", 2011, imdb_id="tt0000001")
    with pytest.raises(WrongState):
        correct_movie(make.movie("Three"), imdb_id="tt0000001")


def test_a_movie_comes_with_its_facts_in_five_questions(app):
    slug = make.movie("Last Train Home", directors=["Lixin Fan"], cast=["A", "B"], genres=["Drama", "War"]).slug
    make.movie("Another", directors=["Noise"])
    db.session.expunge_all()
    with query_budget(4):
        movie = movie_with_facts(slug)
        assert [person.name for person in people(movie, Job.DIRECTOR)] == ["Lixin Fan"]
        assert [person.name for person in people(movie, Job.CAST)] == ["A", "B"]
        assert [genre.name for genre in movie.genres] == ["Drama", "War"]
        assert list(movie.news) == []


def test_a_correction_moves_the_movie_on_its_shelves_and_in_the_index(app, client):
    movie = make.movie("Zebra", 1989, genres=["Drama"])
    correct_movie(movie, title="The Aardvark", year=1991, genres=["Comedy"])
    db.session.commit()
    assert movie.title in client.get("/movies?genre=comedy&decade=1990&letter=a").text
    assert movie.title in client.get("/movies?q=aard").text
    assert movie.title not in client.get("/movies?genre=drama").text
    assert movie.title not in client.get("/movies?q=zebra").text


@MANY
@given(st.text(max_size=250), st.integers(1870, 2100))
def test_any_title_has_an_address_and_a_place(title, year):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(title, year))
    assert len(slug_of(title, year)) <= 100
    assert slug_of(title, year).endswith(f"-{year}")
    assert sort_title(title)[0] in "#abcdefghijklmnopqrstuvwxyz"
    assert len(sort_title(title)) <= 120
    assert all(0 < len(word) <= 40 for word in title_words(title))


@FEW
@given(titles=st.lists(st.sampled_from(["Carmen", "carmen", "Çarmen!", "映画", "Carmen 2"]), min_size=1, max_size=8))
def test_no_two_movies_ever_share_an_address(app, titles):
    slugs = [make.movie(title, 1915).slug for title in titles]
    everything = db.session.execute(db.select(db.metadata.tables["movie_slugs"].c.slug)).scalars().all()
    assert len(set(everything)) == len(everything)
    assert set(slugs) <= set(everything)
