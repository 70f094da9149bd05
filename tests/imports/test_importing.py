"""Importing film files: everything arrives, once, however often and in whatever pieces it comes."""

import random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.imports.filmfile import films_in
from forum.imports.running import Spoiled
from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.actions import correct_movie
from forum.movies.models import Genre, Movie
from forum.movies.queries import get_movie, movie_with_facts
from tests import make
from tests.imports.make import brought, everything_in_the_house, film, lines
from tests.support.statements import count_queries

FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REVIEW: dict[str, Any] = {"member": "Walter M.", "stars": 4.0, "body": "Good.", "super_reviewer": True}
THREAD: dict[str, Any] = {
    "title": "The end", "member": "Otto", "body": "Well?",
    "replies": [{"member": "Walter M.", "body": "Yes.", "replies": [{"member": "Otto", "body": "No."}]}],
}  # fmt: skip
WORDS: dict[str, Any] = {
    "critic_reviews": [{"critic": "Maud", "quote": "Fine.", "positive": True}],
    "audience_reviews": [REVIEW, {"member": "Otto", "stars": 2}],
    "quotes": [{"lines": [{"character": "Qin", "text": "No."}], "status": "approved"}],
    "threads": [THREAD],
    "news": [{"title": "N", "url": "https://e.example/n"}],
}


def movies():
    return db.session.scalars(sa.select(Movie).order_by(Movie.id)).all()


def test_the_same_file_again_changes_nothing(app):
    data = lines(
        film(genres=["Drama"], cast=[{"name": "A"}], synopsis="S", **WORDS), film("Two", 2001, directors=["B"])
    )
    first, _ = brought(data)
    before = everything_in_the_house()
    second, said = brought(data)
    assert (first.new, first.known) == (2, 0)
    assert (second.new, second.known, said) == (0, 2, [])
    assert everything_in_the_house() == before


def test_an_absent_key_leaves_and_a_null_one_clears(app):
    brought(lines(film(synopsis="S", rating="PG", genres=["Drama"], directors=["D"], news=WORDS["news"])))
    brought(lines(film()))
    movie = movie_with_facts("last-train-home-2010")
    assert (movie.synopsis, movie.rating, movie.news_count) == ("S", "PG", 1)
    brought(lines(film(synopsis=None, genres=None, directors=None, news=None)))
    db.session.expire_all()
    movie = movie_with_facts("last-train-home-2010")
    assert (movie.synopsis, movie.rating, movie.genres, movie.credits, movie.news, movie.news_count) == (
        None, "PG", [], [], [], 0,
    )  # fmt: skip
    assert db.session.scalar(sa.select(Genre.movies_count)) == 0


def test_an_update_replaces_what_it_tells_and_counts_follow(app):
    brought(lines(film(genres=["Drama", "War"], cast=[{"name": "A"}, {"name": "B"}], news=WORDS["news"])))
    brought(
        lines(
            film(
                genres=["War", "Comedy"],
                cast=[{"name": "B", "character": "X"}],
                news=[{"title": "Other", "url": "https://e.example/n"}, {"title": "M", "url": "https://e.example/m"}],
            )
        )
    )
    movie = movie_with_facts("last-train-home-2010")
    assert [genre.name for genre in movie.genres] == ["War", "Comedy"]
    assert [(credit.person.name, credit.character) for credit in movie.credits] == [("B", "X")]
    assert sorted(item.title for item in movie.news) == ["M", "Other"]
    assert movie.news_count == 2
    assert dict(db.session.execute(sa.select(Genre.name, Genre.movies_count)).all()) == {
        "Drama": 0, "War": 1, "Comedy": 1,
    }  # fmt: skip


def test_a_number_elsewhere_finds_the_movie_under_a_corrected_title(app):
    brought(lines(film("Last Trian Home", imdb_id="tt1512201")))
    brought(lines(film("Last Train Home", imdb_id="tt1512201")))
    [movie] = movies()
    assert movie.slug == "last-train-home-2010"


def test_a_title_corrected_here_is_not_undone_by_the_old_file(app):
    old = lines(film("Last Trian Home"))
    brought(old)
    correct_movie(movies()[0], title="Last Train Home")
    db.session.commit()
    brought(old)
    assert [movie.title for movie in movies()] == ["Last Train Home"]
    brought(lines(film("Last Train Home", rating="PG")))
    assert [(movie.title, movie.rating) for movie in movies()] == [("Last Train Home", "PG")]


def test_films_of_one_title_and_year_are_told_apart_by_their_numbers(app):
    data = lines(film("Harlow", 1965, tmdb_id=1), film("Harlow", 1965, tmdb_id=2))
    brought(data)
    brought(data)
    assert [(movie.slug, movie.tmdb_id) for movie in movies()] == [("harlow-1965", 1), ("harlow-1965-2", 2)]


def test_numbers_of_two_films_in_one_line_are_a_fault(app):
    brought(lines(film("One", imdb_id="tt0000001"), film("Two", tmdb_id=2)))
    tally, said = brought(lines(film("Three", imdb_id="tt0000001", tmdb_id=2)))
    assert said == ["line 1: Three (2010): imdb_id and tmdb_id belong to two different movies"]
    assert (tally.left_out, len(movies())) == (1, 2)


def test_one_movie_told_of_twice_in_a_file_is_one_movie(app):
    brought(lines(film("Solaris", 1972, imdb_id="tt0069293")))
    tally, _ = brought(
        lines(film("Solyaris", 1972, imdb_id="tt0069293"), film("Solaris", 1972, rating="PG"), film("SOLARIS", 1972))
    )
    assert (tally.known, len(movies())) == (3, 1)


def test_a_bad_line_is_left_out_and_the_others_come(app):
    tally, said = brought(lines(film("One"), film("Two") | {"year": "x"}, film("Three")))
    assert (tally.new, tally.left_out) == (2, 1)
    assert said == ["line 2: year: must be a whole number"]
    assert [movie.title for movie in movies()] == ["One", "Three"]


def test_a_strict_import_changes_nothing_at_the_first_fault(app):
    make.movie("Before")
    before = everything_in_the_house()
    with pytest.raises(Spoiled, match="line 2: year: must be a whole number"):
        brought(lines(film("One", **WORDS), film("Two") | {"year": "x"}, film("Three")), strict=True)
    assert everything_in_the_house() == before
    brought(lines(film("One")), strict=True)
    assert get_movie("one-2010")


def test_members_of_a_file_are_archived_and_the_badge_says_where_it_came_from(app, client):
    brought(lines(film(**WORDS)))
    walter = db.session.scalars(sa.select(Member).filter_by(name="Walter M.")).one()
    assert walter.is_archived
    assert walter.is_super_reviewer
    assert "imported" in client.get("/badges/super-reviewer").text


def test_nobodys_words_are_put_into_a_living_members_mouth(app):
    make.member("Walter M.")
    thread = {"title": "Another", "member": "Walter M.", "body": "I never said that."}
    tally, said = brought(lines(film(**WORDS | {"threads": [THREAD, thread]})))
    words = "Walter M. can sign in here, so nobody else's file speaks under this name"
    assert said == [
        f"line 1: audience_reviews[0].member: {words}",
        f"line 1: threads[0].replies[0].member: {words}",
        f"line 1: threads[1].member: {words}",
    ]
    assert tally.new == 1
    [movie] = movies()
    assert (movie.reviews_count, movie.ratings_count, movie.threads_count) == (0, 1, 1)
    assert not db.session.scalars(sa.select(Member).filter_by(name="Walter M.")).one().is_super_reviewer


def test_what_came_before_a_profile_was_handed_over_is_no_fault(app):
    data = lines(film(**WORDS))
    brought(data)
    walter = db.session.scalars(sa.select(Member).filter_by(name="Walter M.")).one()
    walter.password_hash = make.NO_PASSWORD
    db.session.commit()
    before = everything_in_the_house()
    assert brought(data)[1] == []
    assert everything_in_the_house() == before


@FEW
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_in_whatever_pieces_and_order_a_file_comes_it_makes_the_same_films(app, chance, pieces):
    films = [
        film(f"Film {n % 7}", 2000 + n % 3, genres=["Drama", "War"][: n % 3], runtime_minutes=90 + n % 2)
        for n in range(21)
    ]
    chance.shuffle(films)
    for piece in range(pieces):
        brought(lines(*films[piece::pieces]))
    brought(lines(*random.Random(1).sample(films, len(films))))
    assert len(movies()) == 21
    assert len({movie.slug for movie in movies()}) == 21
    for name, number in db.session.execute(sa.select(Genre.name, Genre.movies_count)):
        assert number == sum(
            name in [genre.name for genre in movie_with_facts(movie.slug).genres] for movie in movies()
        )
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()


def test_thousands_of_films_cost_a_few_questions_each_batch(app):
    data = lines(
        *(film(f"Film {n}", 1950 + n % 60, genres=["Drama"], cast=[{"name": f"P{n % 50}"}]) for n in range(1500))
    )
    with count_queries() as asked:
        tally, _ = brought(data)
    assert tally.new == 1500
    assert len(asked) < 120
    with count_queries() as asked:
        brought(data)
    assert len(asked) < 40
    assert asked.writes == []


def test_a_film_file_read_is_never_held_whole():
    class Endless:
        def readline(self, size=-1):
            return lines(film())

        def read(self, size=-1):
            raise AssertionError("nobody reads all of it")

    entries = films_in(Endless())
    assert [next(entries).place for _ in range(3)] == ["line 1", "line 2", "line 3"]
