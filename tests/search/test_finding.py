"""The one box: what it finds, in which order, and what it never shows."""

import pytest

from forum.kernel.db import db
from forum.members.actions import register_member
from forum.movies.actions import correct_movie
from forum.movies.models import Movie
from forum.search.models import Entry
from tests.search import make
from tests.support.statements import query_budget

FILM = "Last Train Home"


@pytest.fixture
def film(app) -> Movie:
    """The film they look for, among others."""
    for title in ("The Train", "Home Alone", "The Last Picture Show", "Last Train from Gun Hill", "Trainspotting"):
        make.movie(title, 1990)
    return make.movie(
        FILM, 2009, directors=["Lixin Fan"], original_title="归途列车", synopsis="A family goes home for the new year."
    )


@pytest.mark.parametrize(
    "typed",
    [
        FILM, "last train home", "LAST TRAIN HOME", "train home", "last tra", "lst trian hme", "last train hoem",
        "last trian",
        "Lást Tráin Hömé", "last train home 2009", "the last train home", '"last train home"', "last* train:home",
        "home train last", "Lixin Fan", "归途列车", "ｌａｓｔ　ｔｒａｉｎ　ｈｏｍｅ",
    ],
)  # fmt: skip
def test_a_movie_is_found_however_it_is_typed(film, seen, typed):
    assert seen(typed)["Movies"][0] == FILM


@pytest.mark.parametrize(
    "title, typed",
    [
        ("Spider-Man", "spiderman"), ("Spider-Man", "spider man"), ("Ocean's Eleven", "oceans eleven"),
        ("Oceans", "ocean's"), ("E.T.", "et"), ("Rocky II", "rocky 2"), ("Rocky 2", "rocky ii"), ("8½", "8 1/2"),
        ("Fast & Furious", "fast and furious"), ("Amélie", "amelie"), ("Straße", "STRASSE"), ("The Them", "them"),
        ("The", "the"), ("1984", "1984"), ("M", "m"), ("Øst", "ost"),
    ],
)  # fmt: skip
def test_spellings_that_readers_call_the_same_are_the_same(app, seen, title, typed):
    make.movie("Something Else")
    make.movie(title)
    assert seen(typed)["Movies"][0] == title


def test_the_exact_title_comes_first_then_those_that_begin_so_then_the_well_known(app, seen):
    titles = ["Heat Wave", "Dead Heat", "Body Heat", "Heat"]
    movies = {title: make.movie(title) for title in titles}
    movies["Body Heat"].ratings_count = 50
    db.session.commit()
    make.movie("Cold", synopsis="There is no heat here.")
    assert seen("heat")["Movies"] == ["Heat", "Heat Wave", "Body Heat", "Dead Heat", "Cold"]


def test_a_year_behind_a_title_tells_remakes_apart(app, seen, client):
    for year in (1931, 1958, 1979):
        make.movie("Dracula", year)
    for year in (1931, 1958, 1979):
        page = client.get(f"/search?q=dracula+{year}&in=movies").text
        assert page.index(f"/movies/dracula-{year}") == page.index("/movies/dracula-")
    assert seen("dracula")["Movies"] == ["Dracula"] * 3


def test_everything_anybody_may_read_is_found_by_its_own_kind(app, seen):
    film = make.movie("Metropolis", 1927, cast=["Brigitte Zeppelin"])
    author = register_member("Zeppelina", "no hash")
    started = make.thread(author, about=film, title="The zeppelin scene", body="It is grand.")
    make.reply(make.opening(started), body="A zeppelin!")
    make.review(film, body="A zeppelin of a film.")
    make.approved("Look, a zeppelin.", movie=film)
    found = seen("zeppelin")
    assert {name: len(titles) for name, titles in found.items()} == {
        "Movies": 1, "People": 1, "Threads": 2, "Reviews": 1, "Quotes": 1, "Members": 1,
    }  # fmt: skip
    for name, titles in found.items():
        assert seen("zeppelin", in_=name.lower()) == {name: titles}


def test_what_is_not_shown_is_not_found(app, seen):
    film, author = make.movie("Seats"), make.member()
    make.quote("A canaryone waits.", movie=film, author=author)
    make.review(film, author, body="A canarytwo.\n\nIt is ||canarythree|| who did it.\n\n:::spoiler\ncanaryfour\n:::")
    make.review(film, body="A canaryfive.", spoiler=True)
    make.approved("A canarysix.", movie=film, spoiler=True)
    for canary in ("canaryone", "canarythree", "canaryfour", "canaryfive", "canarysix"):
        assert seen(canary) == {}, canary
    assert len(seen("canarytwo")["Reviews"]) == 1
    kept = " ".join(" ".join(map(str, row)) for row in make.index_of())
    for canary in ("canaryone", "canarythree", "canaryfour", "canaryfive", "canarysix"):
        assert canary not in kept


def test_an_excerpt_holds_no_spoiler_and_marks_what_was_found(app, client):
    make.review(make.movie(), body=f"{'Long ago. ' * 60} The <b>träin</b> of ||Mother|| leaves. {'And so on. ' * 60}")
    page = client.get("/search?q=train&in=reviews").text
    assert "&lt;b&gt;<mark>träin</mark>&lt;/b&gt;" in page
    assert "Mother" not in page
    assert page.count("Long ago") < 10


@pytest.mark.parametrize("typed", ["", " ", "***", "~~~ ~~~", '""', "\x00", "zzzzzzzz qqqqqqq"])
def test_nothing_found_is_said_in_words(film, client, typed):
    answer = client.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert "What are you looking for?" in answer.text or "Nothing here has" in answer.text


def test_a_name_that_comes_close_is_before_a_story_that_speaks_of_it(app, seen):
    make.movie("Near the Rainbow", synopsis="They are singing in the rain.")
    make.movie("Singin' in the Rain")
    assert seen("singing in the rain")["Movies"] == ["Singin' in the Rain", "Near the Rainbow"]


def test_a_slip_is_told(film, client):
    page = client.get("/search?q=lst+trian+hme").text
    assert "These names come close." in page
    assert "These names come close." not in client.get("/search?q=last+train+home").text


def test_a_kind_goes_on_for_pages(app, client, seen):
    author, room = make.member(), make.board()
    for number in range(45):
        make.thread(author, room, title=f"Curtain {number}")
    pages = [seen("curtain", in_="threads", after=str(after))["Threads"] for after in (0, 20, 40)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page}) == 45
    assert seen("curtain", in_="threads", before="20")["Threads"] == pages[0]
    assert "after=20" in client.get("/search?q=curtain&in=threads").text


def test_a_renamed_movie_is_found_by_its_new_title_alone(film, seen):
    correct_movie(film, title="Guitu Lieche")
    db.session.commit()
    assert seen("guitu lieche")["Movies"] == ["Guitu Lieche"]
    assert FILM not in seen("last train home").get("Movies", [])


def test_a_person_leads_to_their_movies(film, seen, client):
    assert seen("lixin fan")["People"] == ["Lixin Fan"]
    assert "/search?in=movies&amp;q=Lixin+Fan" in client.get("/search?q=lixin+fan").text
    assert seen("Lixin Fan", in_="movies")["Movies"] == [FILM]


@pytest.mark.parametrize("rows", [3, 60])
def test_the_page_costs_the_same_however_much_is_found(app, client, rows):
    author, room, films = make.member(), make.board(), [make.movie(f"Balcony {number}") for number in range(rows)]
    for film in films:
        make.thread(author, room, title=f"Balcony {film.id}")
        make.review(film, body="From the balcony.")
    client.get("/")
    for address in (
        "/search?q=balcony",
        "/search?q=balcony&in=movies",
        "/search?q=blacony",
        "/search/suggestions?q=bal",
    ):
        db.session.remove()
        with query_budget(8):
            assert client.get(address).status_code == 200


def test_suggestions_are_names_with_their_addresses(film, client):
    found = client.get("/search/suggestions?q=last+train+ho").json
    assert found == [{"name": f"{FILM} (2009)", "kind": "Movie", "url": f"/movies/{film.slug}"}]
    assert client.get("/search/suggestions?q=lixn+fan").json == [
        {"name": "Lixin Fan", "kind": "Person", "url": "/search?in=movies&q=Lixin+Fan"}
    ]
    for number in range(12):
        make.movie(f"Last Night {number}")
        register_member(f"Last {chr(ord('a') + number) * 6}", "no hash")
    db.session.commit()
    assert len(client.get("/search/suggestions?q=last").json) <= 8
    assert client.get("/search/suggestions").json == []


def test_the_box_of_every_page_works_without_script(client):
    page = client.get("/about").text
    assert '<form role="search" action="/search">' in page
    assert 'suggestions="/search/suggestions"' in page


def test_looking_sets_no_cookie(film, client):
    for address in ("/search?q=last", "/search/suggestions?q=last"):
        assert "Set-Cookie" not in client.get(address).headers


def test_a_result_that_is_gone_is_not_shown(film, seen):
    db.session.execute(db.delete(Movie).where(Movie.id == film.id))
    db.session.commit()
    assert FILM not in seen("last train home").get("Movies", [])
    assert db.session.query(Entry).filter_by(movie_id=film.id).count() == 0
