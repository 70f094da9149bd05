"""The one box: what it finds, in which order, and what it never shows."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.members.actions import register_member
from forum.movies.actions import correct_movie
from forum.movies.models import Movie
from forum.search.models import Entry, Kind
from forum.search.queries import find, load
from forum.search.words import query_of
from tests.search import make
from tests.support.statements import query_budget

FILM = "Last Train Home"


@pytest.fixture
def film(app) -> Movie:
    """The film they look for, among others."""
    others = ("The Train", "Home Alone", "The Last Picture Show", "Last Train from Gun Hill", "Trainspotting")
    make.movies((title, 1990, ()) for title in others)
    return make.movie(
        FILM, 2009, directors=["Lixin Fan"], original_title="归途列车", synopsis="A family goes home for the new year."
    )


def test_a_movie_is_found_however_it_is_typed(film, seen):
    for typed in (
        FILM, "last train home", "LAST TRAIN HOME", "train home", "last tra", "lst trian hme", "last train hoem",
        "last trian", "Lást Tráin Hömé", "last train home 2009", "the last train home", '"last train home"',
        "last* train:home", "home train last", "Lixin Fan", "归途列车", "ｌａｓｔ　ｔｒａｉｎ　ｈｏｍｅ",
    ):  # fmt: skip
        assert seen(typed)["Movies"][0] == FILM, typed


SAME = {
    "Spider-Man": ["spiderman", "spider man"], "Ocean's Eleven": ["oceans eleven"], "Oceans": ["ocean's"],
    "E.T.": ["et"], "Rocky II": ["rocky 2"], "Jaws 2": ["jaws ii"], "8½": ["8 1/2"],
    "Fast & Furious": ["fast and furious"], "Amélie": ["amelie"], "Straße": ["STRASSE"], "The Them": ["them"],
    "The": ["the"], "1984": ["1984"], "M": ["m"], "Øst": ["ost"],
}  # fmt: skip


def test_spellings_that_readers_call_the_same_are_the_same(app):
    make.movies((title, 1999, ()) for title in SAME)
    for title, ways in SAME.items():
        for typed in ways:
            assert first(typed) == title, typed


def first(typed: str) -> str:
    return load(find(query_of(typed), list(Kind)).ids[Kind.MOVIE][:1])[0].title


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


def test_nothing_found_is_said_in_words(film, client):
    for typed in ("", " ", "***", "~~~ ~~~", '""', "\x00"):
        assert "What are you looking for?" in client.get("/search", query_string={"q": typed}).text, typed
    assert "Nothing here has this word." in client.get("/search?q=zzzzzzzz").text
    assert "Nothing here has all of these words." in client.get("/search?q=zzzzzzzz+qqqqqqq&in=movies").text


def test_a_name_that_comes_close_is_before_a_story_that_speaks_of_it(app, seen):
    make.movie("Near the Rainbow", synopsis="They are singing in the rain.")
    make.movie("Singin' in the Rain")
    assert seen("singing in the rain")["Movies"] == ["Singin' in the Rain", "Near the Rainbow"]


def test_a_slip_is_told(film, client):
    page = client.get("/search?q=lst+trian+hme").text
    assert "These names come close." in page
    assert "These names come close." not in client.get("/search?q=last+train+home").text


def test_a_kind_goes_on_for_pages(app, client, seen):
    make.movies((f"Curtain {number}", 1999, ()) for number in range(45))
    pages = [seen("curtain", in_="movies", after=str(after))["Movies"] for after in (0, 20, 40)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page}) == 45
    assert seen("curtain", in_="movies", before="20")["Movies"] == pages[0]
    assert "after=20" in client.get("/search?q=curtain&in=movies").text


def test_a_renamed_movie_and_what_is_said_about_it_are_found_by_its_new_title_alone(film, seen):
    make.review(film, body="A ticket.")
    make.approved("It leaves.", movie=film)
    correct_movie(film, title="Guitu Lieche")
    db.session.commit()
    found = {"Movies": ["Guitu Lieche"], "Reviews": ["On Guitu Lieche"], "Quotes": ["From Guitu Lieche"]}
    assert seen("guitu lieche") == found
    assert FILM not in seen("last train home").get("Movies", [])
    assert {"Reviews", "Quotes"}.isdisjoint(seen("last train home"))


def test_a_person_leads_to_their_movies(film, seen, client):
    assert seen("lixin fan")["People"] == ["Lixin Fan"]
    assert 'href="/people/lixin-fan"' in client.get("/search?q=lixin+fan").text
    assert seen("Lixin Fan", in_="movies")["Movies"] == [FILM]


def test_the_page_costs_the_same_however_much_is_found(app, client):
    author, room = make.member(), make.board()
    for many in (2, 9):
        make.movies((f"Balcony {many} {number}", 1990, ["Ann Balcony"]) for number in range(many * 10))
        for film in db.session.scalars(sa.select(Movie).order_by(Movie.id.desc()).limit(many)).all():
            make.thread(author, room, title=f"Balcony {film.id}")
            make.review(film, body="From the balcony.")
        for address in ("?q=balcony", "?q=balcony&in=movies", "?q=blacony", "/suggestions?q=bal"):
            db.session.remove()
            with query_budget(7) as asked:
                assert client.get(f"/search{address}").status_code == 200
            assert asked.writes == []


def test_suggestions_are_names_with_their_addresses(film, client):
    found = client.get("/search/suggestions?q=last+train+ho").json
    assert found == [{"name": f"{FILM} (2009)", "kind": "Movie", "url": f"/movies/{film.slug}"}]
    assert client.get("/search/suggestions?q=lixn+fan").json == [
        {"name": "Lixin Fan", "kind": "Person", "url": "/people/lixin-fan"}
    ]
    make.movies((f"Last Night {number}", 1990, ["Last Woman"]) for number in range(12))
    for letter in "abc":
        register_member(f"Last {letter * 6}", "no hash")
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
    member = register_member("Gone Soon", "no hash")
    db.session.commit()
    db.session.execute(db.delete(type(member)).where(type(member).id == member.id))
    db.session.commit()
    assert seen("gone soon") == {}
    db.session.execute(db.delete(Movie).where(Movie.id == film.id))
    db.session.commit()
    assert FILM not in seen("last train home").get("Movies", [])
    assert db.session.query(Entry).filter_by(movie_id=film.id).count() == 0
