"""The catalogue: filters, words, orders, both ways, at one cost."""

import re
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from forum.kernel.db import db
from forum.kernel.paging import Place
from forum.movies.actions import Source, put_movies
from forum.movies.facts import MovieFacts
from forum.movies.models import Movie
from forum.movies.queries import Browse, Sort, all_decades, all_genres, browse
from tests import make
from tests.movies.plans import plans
from tests.support.statements import query_budget

GENRES = ("Drama", "Comedy", "Art House & International", "War")


def shelf(number):
    """So many movies: titles that begin with every letter, years from 1950 on, two genres each."""
    told = [
        MovieFacts(
            f"{chr(97 + n % 26).upper()}tale of {n}", 1950 + n % 70, str(n), {}, [GENRES[n % 4], GENRES[(n + 1) % 4]]
        )
        for n in range(number)
    ]
    put_movies(Source("noise", keys_are_films=True), told)
    db.session.commit()


def titles(page):
    return re.findall(r'poster-card-title" dir="auto">([^<]*)<', page.text)


@pytest.fixture
def catalogue(app):
    make.movie("Amélie", 2001, genres=["Comedy", "Romance"])
    make.movie("The Apartment", 1960, genres=["Comedy", "Drama"])
    make.movie("A Star Is Born", 1954, genres=["Drama", "Musical"])
    make.movie("Starting Over", 1979, genres=["Comedy"])
    make.movie("8½", 1963, genres=["Drama"])
    make.movie("千と千尋の神隠し", 2001, genres=["Animated"])


FOUND = {
    "genre=comedy&sort=title": ["Amélie", "The Apartment", "Starting Over"],
    "genre=drama&sort=oldest": ["A Star Is Born", "The Apartment", "8½"],
    "decade=1960&sort=newest": ["8½", "The Apartment"],
    "genre=drama&decade=1960&sort=title": ["8½", "The Apartment"],
    "letter=a": ["Amélie", "The Apartment"],
    "letter=S&genre=drama": ["A Star Is Born"],
    "letter=%23": ["8½", "千と千尋の神隠し"],
    "q=star": ["A Star Is Born", "Starting Over"],
    "q=STAR+bor": ["A Star Is Born"],
    "q=amelie": ["Amélie"],
    "q=AMÉL": ["Amélie"],
    "q=千": ["千と千尋の神隠し"],
    "q=part": [],
    "q=apart&genre=drama&decade=1960&letter=a": ["The Apartment"],
    "q=apart&genre=musical": [],
    "q=apart&decade=1970": [],
    "q=star&letter=a": [],
    "genre=animated&decade=1950": [],
}
MEANINGLESS = ("q=", "q=%00", "page=2", "genre=&decade=&letter=&sort=")
UNKNOWN = ("genre=nothing", "decade=19x0", "decade=99999", "letter=%C3%A9", "letter=ab", "sort=best", "sort=%00")
HOSTILE = ("'; DROP TABLE movies; --", "%", "_", "\\", "((", "💥", "*", '" OR 1=1', "a" * 5000, "<script>")


def test_filters_find_what_fits_all_of_them(client, catalogue):
    for query, found in FOUND.items():
        page = client.get(f"/movies?{query}")
        assert (query, titles(page)) == (query, found)
        assert ("No movie here fits all of this." in page.text) is (found == []), query


def test_what_means_nothing_is_left_out(client, catalogue):
    found = {query: len(titles(client.get(f"/movies?{query}"))) for query in MEANINGLESS}
    assert found == dict.fromkeys(MEANINGLESS, 6)


def test_hostile_words_are_only_words(client, catalogue):
    for q in HOSTILE:
        page = client.get("/movies", query_string={"q": q})
        assert (page.status_code, titles(page)) == (200, []), q
        assert "<script>" not in page.text


def test_unknown_filters_are_not_there_and_a_broken_cursor_cannot_be_read(client, catalogue):
    for query in UNKNOWN:
        assert client.get(f"/movies?{query}").status_code == 404, query
    assert client.get("/movies?after=broken").status_code == 422


def test_a_cursor_of_another_letter_is_refused(client, app):
    shelf(26 * 50)
    cursor = browse(Browse(letter="a")).after
    assert client.get("/movies", query_string={"letter": "a", "after": cursor}).status_code == 200
    assert client.get("/movies", query_string={"letter": "b", "after": cursor}).status_code == 422


def test_what_is_chosen_is_shown_and_can_be_taken_away(client, catalogue):
    page = client.get("/movies?q=star&genre=drama&decade=1950").text
    for words, rest in (
        ("“star”", "genre=drama&amp;decade=1950"),
        ("Drama", "q=star&amp;decade=1950"),
        ("1950s", "q=star&amp;genre=drama"),
    ):
        assert re.search(rf'href="/movies\?{rest}"[^>]*><span class="cluster"><bdi>{words}</bdi>', page)
    assert '<option value="drama" selected>' in page
    assert 'value="star"' in page


def test_an_empty_house_says_so(client, app):
    assert "There are no movies here yet." in client.get("/movies").text
    assert all_decades() == []


def test_genres_are_counted(client, catalogue):
    assert {genre.name: genre.movies_count for genre in all_genres()} == {
        "Animated": 1, "Comedy": 3, "Drama": 3, "Musical": 1, "Romance": 1,
    }  # fmt: skip


def test_every_list_walks_to_its_end_and_back(app):
    shelf(250)
    filters = [*(Browse(sort=sort) for sort in Sort), *(Browse(decade=1960, sort=sort) for sort in Sort)]
    for wanted in [*filters, Browse(letter="c"), Browse(words=("t",)), Browse(words=("tale", "o"))]:
        for genre in (None, "war"):
            _walk_both_ways(Browse(_genre(genre), wanted.decade, wanted.letter, wanted.words, wanted.sort))


def _walk_both_ways(shown):
    seen, place, pages = [], Place(), []
    while True:
        page = browse(shown, place=place)
        pages.append([movie.id for movie in page.items])
        seen += pages[-1]
        if page.after is None:
            break
        place = Place(after=page.after)
    assert len(seen) == len(set(seen))
    assert set(seen) == _fitting(shown)
    for expected in reversed(pages[:-1]):
        page = browse(shown, place=Place(before=page.before))
        assert [movie.id for movie in page.items] == expected
    assert page.before is None


@pytest.mark.parametrize("number", [10, 1000])
def test_a_page_costs_four_questions_at_any_size(client, app, number):
    shelf(number)
    for query in ("", "?genre=drama&decade=1960", "?letter=a&genre=war", "?q=at+10"):
        client.get(f"/movies{query}")
        with query_budget(4) as asked:
            assert client.get(f"/movies{query}").status_code == 200
        assert asked.writes == []


@pytest.mark.sqlite_only(
    "PostgreSQL knows how few rows are left on a small shelf and may sort them; SQLite must be led"
)
def test_every_shelf_is_walked_along_an_index(app):
    shelf(2000)
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
    for genre, decade, letter, sort in product((None, "drama"), (None, 1990), (None, "b"), Sort):
        wanted = Browse(_genre(genre), decade, letter, (), sort)
        with plans() as found:
            page = browse(wanted)
            browse(wanted, place=Place(after=page.after)) if page.after else None
        assert [plan for plan in found if "TEMP B-TREE" in plan] == [], wanted


@pytest.mark.sqlite_only("only SQLite can be asked how many steps a statement took")
def test_a_hundred_times_the_movies_and_the_deepest_page_take_no_more_steps(app):
    shelf(60)
    few = _steps(Browse(sort=Sort.RATED), Place())
    shelf(3000)
    for wanted in (
        Browse(),
        Browse(sort=Sort.NEWEST),
        Browse(decade=1960),
        Browse(genre=_genre("war")),
        Browse(letter="k"),
    ):
        place = Place()
        for _ in range(4):
            page = browse(wanted, place=place)
            assert _steps(wanted, place) < 2 * few
            place = Place(after=page.after)


def _steps(wanted, place):
    """The virtual machine's steps for one page, in tens."""
    steps = [0]

    def count():
        steps[0] += 1
        return 0

    connection = db.session.connection().connection.driver_connection
    connection.set_progress_handler(count, 10)
    try:
        browse(wanted, place=place)
    finally:
        connection.set_progress_handler(None, 0)
    return steps[0]


def _genre(slug):
    return next((genre for genre in all_genres() if genre.slug == slug), None)


def _fitting(wanted):
    """The ids of all movies that fit, found without any index."""
    return {
        movie.id
        for movie in db.session.scalars(sa.select(Movie).options(selectinload(Movie.genres)))
        if _fits(movie, wanted)
    }


def _fits(movie, wanted):
    words = movie.title.lower().split()
    return (
        (wanted.genre is None or wanted.genre.name in [genre.name for genre in movie.genres])
        and wanted.decade in (None, movie.year // 10 * 10)
        and wanted.letter in (None, movie.title[0].lower())
        and all(any(word.startswith(beginning) for word in words) for beginning in wanted.words)
    )
