"""Wikipedia's lists: real tables' leavings, films told apart by article, and credit where the words are from."""

import io
import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.imports import wikipedia
from forum.kernel.db import db
from forum.movies.actions import correct_movie
from forum.movies.models import Job, Movie, MovieSlug
from forum.movies.queries import movie_with_facts, people
from tests import make
from tests.imports.make import brought, everything_in_the_house, film, lines, listed

# The real lists, where somebody has them; a few films in the same shape are always there.
DATA = os.environ.get("BALCONY_TEST_DATA")
LISTS = Path(DATA, "catalogue", "wikipedia-movie-data") if DATA else Path(__file__).parent


def entry(title="Carmen", year=1915, **facts):
    return {"title": title, "year": year, "cast": [], "genres": [], **facts}


def read_one(item):
    [read] = wikipedia.films_in(io.BytesIO(json.dumps([item]).encode()))
    return read


def movies():
    return db.session.scalars(sa.select(Movie).order_by(Movie.id)).all()


def cast_of(movie):
    return [person.name for person in people(movie_with_facts(movie.slug), Job.CAST)]


def test_a_film_comes_with_its_words_and_their_source(app):
    listed(
        entry(
            cast=["Theda Bara"],
            genres=["Drama", "Sport"],
            href="Carmen_(1915_Raoul_Walsh_film)",
            extract="Carmen is a lost film.",
            thumbnail="https://upload.wikimedia.org/x.jpg",
        )
    )
    movie = movie_with_facts("carmen-1915")
    assert movie.synopsis == "Carmen is a lost film."
    assert movie.synopsis_source == "https://en.wikipedia.org/wiki/Carmen_(1915_Raoul_Walsh_film)"
    assert [genre.name for genre in movie.genres] == ["Drama", "Sports"]
    assert cast_of(movie) == ["Theda Bara"]
    assert movie.poster is None


def test_the_page_credits_wikipedia_for_its_words_and_only_for_those(app, client):
    listed(entry(href="Carmen_(1915_Raoul_Walsh_film)", extract="Carmen is a lost film."))
    page = client.get("/movies/carmen-1915").text
    assert 'href="https://en.wikipedia.org/wiki/Carmen_(1915_Raoul_Walsh_film)"' in page
    assert "CC BY-SA" in page
    correct_movie(movies()[0], synopsis="Our own words.")
    assert "CC BY-SA" not in client.get("/movies/carmen-1915").text


def test_two_articles_under_one_title_are_two_films_and_stay_so(app):
    films = [entry(href="Carmen_(DeMille)"), entry(href="Carmen_(Walsh)"), entry(), entry(href="Carmen_(DeMille)")]
    first, _ = listed(*films)
    assert (first.new, first.known) == (3, 1)
    before = everything_in_the_house()
    listed(*reversed(films))
    assert everything_in_the_house() == before
    assert [movie.slug for movie in movies()] == ["carmen-1915", "carmen-1915-2", "carmen-1915-3"]


def test_one_article_under_two_titles_is_two_films(app):
    listed(entry("Tank Force!", 1958, href="No_Time_to_Die"), entry("No Time to Die", 2021, href="No_Time_to_Die"))
    assert [movie.title for movie in movies()] == ["Tank Force!", "No Time to Die"]


def test_what_the_lists_do_not_tell_stays(app):
    listed(entry(href="C", extract="Words.", cast=["A B"], genres=["Drama"]))
    listed(entry(href="C", extract=None, cast=[], genres=[]))
    movie = movie_with_facts("carmen-1915")
    assert (movie.synopsis, len(movie.genres), len(movie.credits)) == ("Words.", 1, 1)
    listed(entry(href="C", extract="Better words.", cast=["A B", "C D"], genres=["War"]))
    db.session.expire_all()
    movie = movie_with_facts("carmen-1915")
    assert (movie.synopsis, [genre.name for genre in movie.genres], len(movie.credits)) == ("Better words.", ["War"], 2)


def test_the_lists_fill_only_the_gaps_of_what_others_told(app):
    brought(lines(film("Carmen", 1915, synopsis="Our own words.", directors=["Raoul Walsh"], genres=["Romance"])))
    listed(entry(href="C", extract="Theirs.", cast=["Theda Bara"], genres=["Drama"]))
    listed(entry(href="C", extract="Theirs.", cast=["Somebody Else"], genres=["Drama"]))
    [movie] = movies()
    movie = movie_with_facts(movie.slug)
    assert (movie.synopsis, movie.synopsis_source) == ("Our own words.", None)
    assert [genre.name for genre in movie.genres] == ["Romance"]
    assert cast_of(movie) == ["Theda Bara"]


def test_a_movie_added_by_hand_only_has_its_gaps_filled(app):
    make.movie("Carmen", 1915, rating="G", genres=["Romance"])
    listed(entry(href="C", extract="Theirs.", genres=["Drama"]))
    movie = movie_with_facts("carmen-1915")
    assert (movie.synopsis, [genre.name for genre in movie.genres]) == ("Theirs.", ["Romance"])


def test_a_title_corrected_here_is_found_again(app):
    listed(entry(href="C"))
    correct_movie(movies()[0], title="Carmen of Triana")
    db.session.commit()
    tally, _ = listed(entry(href="C"))
    assert (tally.known, [movie.title for movie in movies()]) == (1, ["Carmen of Triana"])


@pytest.mark.parametrize(
    ("listed_as", "name"),
    [
        ("Theda Bara", "Theda Bara"),
        ("  Cuba Gooding  Jr.", "Cuba Gooding Jr."),
        ("Alois Havrilla (narrator)", "Alois Havrilla"),
        ("John Wood (English actor)", "John Wood"),
        ("and Ateesh Randev", "Ateesh Randev"),
        ("will.i.am", "will.i.am"),
        ("muMs da Schemer", "muMs da Schemer"),
        ('"Weird Al" Yankovic', '"Weird Al" Yankovic'),
        ("50 Cent", "50 Cent"),
        ("D12", "D12"),
        ("A Martinez", "A Martinez"),
        ("Jean-Claude Van Damme", "Jean-Claude Van Damme"),
        ("Eliot (Coco) Sumner", "Eliot (Coco) Sumner"),
        ("Sons of the Pioneers", "Sons of the Pioneers"),
        ("Academy Award for Best Supporting Actress", ""),
        ("A year in the life of Susan Tom and her 11 children with disabilities", ""),
        ("1972 Summer Olympics", ""),
        ("town's fight for water rights", ""),
        ("narrated by", ""),
        ("Voices of", ""),
        ("(voices)", ""),
        ("(", ""),
        ("nominee)", ""),
        ("[2]", ""),
        ("Dir.: Olexa Hewryk (", ""),
        ("Brian Sieve (writer)", ""),
        ("and", ""),
        (".", ""),
        ("", ""),
    ],
)
def test_people_are_told_from_what_the_tables_leave_behind(listed_as, name):
    read = read_one(entry(cast=[listed_as, "Theda Bara", "Theda Bara"]))
    cast = [credit.name for credit in read.facts.credits[Job.CAST]]
    assert cast == list(dict.fromkeys(filter(None, [name, "Theda Bara"])))
    assert list(map(str, read.notes)) == ([] if name else [f"film 1: cast: left out {listed_as!r}, no person"])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The Curtain Pole[1]", "The Curtain Pole"),
        ("Fly by Night\xa0[fr]", "Fly by Night"),
        (
            "Gun .mw-parser-output .frac{white-space:nowrap}.mw-parser-output .den{vertical-align:sub}33+1⁄3",
            "Gun 33+1⁄3",
        ),
    ],
)
def test_titles_lose_their_footnotes_and_styles(title, shown):
    assert read_one(entry(title)).facts.title == shown


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (1, "film 1: must be an object"),
        ({"year": 1915}, "film 1: title: is missing"),
        (entry("[1]"), "film 1: title: is missing"),
        (entry("a\0"), "film 1: title: is missing"),
        (entry("x" * 251), "film 1: title: has more than 250 characters"),
        (entry(year="1915"), "film 1: year: must be a whole number from 1870 to 2100"),
        (entry(year=1915.5), "film 1: year: must be a whole number from 1870 to 2100"),
        (entry(year=10**40), "film 1: year: must be a whole number from 1870 to 2100"),
    ],
)
def test_what_cannot_be_used_is_told_and_left_out(item, fault):
    read = read_one(item)
    assert read.facts is None
    assert list(map(str, read.faults)) == [fault]


def test_what_is_left_out_does_not_stop_the_rest(app):
    tally, said = listed(entry("One"), entry(year="1915"), entry("Three"))
    assert (tally.new, tally.left_out) == (2, 1)
    assert said == ["film 2: year: must be a whole number from 1870 to 2100"]


def test_odd_values_of_other_keys_do_no_harm(app):
    tally, _ = listed(entry(cast=None, genres=[None, "", "Drama"], href="a\0b" * 999, extract=["x"]))
    assert tally.new == 1
    assert [genre.name for genre in movie_with_facts("carmen-1915").genres] == ["Drama"]


def test_a_file_that_breaks_off_keeps_what_came_before(app):
    tally, said = brought(b'[{"title": "One", "year": 1915}, {"title": "Two", "ye', wikipedia)
    assert (tally.new, tally.left_out) == (1, 1)
    assert said[0].startswith("film 2: is not JSON, and nothing after it was read: ")


@pytest.mark.sqlite_only("what the files hold is the same for both databases, and it may be a lot")
def test_whole_lists_come_and_come_again(app):
    files = sorted(LISTS.glob("movies-*.json"))
    told = [item for file in files for item in json.loads(file.read_bytes())]
    films = {(item.get("href"), item["title"], item["year"]) for item in told}
    for again in (False, True):
        tallies = [brought(file.read_bytes(), wikipedia)[0] for file in files]
        assert sum(tally.films for tally in tallies) == len(told)
        assert sum(tally.left_out for tally in tallies) == 0
        assert sum(tally.new for tally in tallies) == (0 if again else len(films))
    for table in (Movie, MovieSlug):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == len(films)


def test_our_own_words_about_a_film_of_the_lists_are_kept(app):
    listed(entry(href="C", extract="Theirs."))
    correct_movie(movies()[0], synopsis="Our own.")
    db.session.commit()
    listed(entry(href="C", extract="Theirs, but newer."))
    [movie] = movies()
    assert (movie.synopsis, movie.synopsis_source) == ("Our own.", None)
