"""Moderators add and correct movies by form."""

import re

import pytest
import sqlalchemy as sa

from forum.desk.models import Revision
from forum.kernel.db import db
from forum.modlog.models import LogEntry
from forum.movies.actions import Source, put_movies
from forum.movies.facts import MovieFacts
from forum.movies.models import Movie
from tests import make
from tests.desk.make import reading, sent
from tests.support.crowds import all_at_once
from tests.support.statements import query_budget

EVERYTHING = {
    "title": "Last Train Home",
    "year": "2010",
    "original_title": "归途列车",
    "consensus": "A quiet look at a loud century.",
    "synopsis": "Every year\n\nthey go home.",
    "synopsis_source": "https://en.wikipedia.org/wiki/Last_Train_Home_(film)",
    "genres": "Documentary\nArt House & International",
    "directors": "Lixin Fan",
    "writers": "Lixin Fan",
    "cast": "Suqin Chen as Mother\nSoft \\as Snow",
    "rating": "PG",
    "runtime_minutes": "85",
    "in_theaters": "2010-09-03",
    "on_dvd": "2011-02-22",
    "box_office_usd": "300000",
    "studio": "Zeitgeist Films",
    "official_site": "https://example.org/train",
    "imdb_id": "tt1512201",
    "tmdb_id": "41045",
}


@pytest.fixture
def editor(app):
    return make.moderator("Ruth")


@pytest.fixture
def desk(editor, as_):
    return as_(editor)


def the_movie():
    db.session.expire_all()
    return db.session.scalars(sa.select(Movie)).one()


def test_a_movie_is_added_with_everything_told_about_it(desk, client):
    answer = desk.post("/movies/new", data=EVERYTHING | {"reason": "It was missing."})
    assert (answer.status_code, answer.location) == (303, "/movies/last-train-home-2010")
    assert reading(the_movie()) == EVERYTHING
    page = client.get(answer.location).text
    assert all(words in page for words in ("归途列车", "Suqin Chen", "Soft as Snow", "loud century", "CC BY-SA"))
    history = client.get("/movies/last-train-home-2010/revisions").text
    assert all(words in history for words in ("Ruth", "added the movie", "It was missing.", "Zeitgeist Films"))
    assert f'href="/movies/by-id/{the_movie().id}"' in client.get("/moderation/log").text
    assert client.get(f"/movies/by-id/{the_movie().id}").location == answer.location


def test_each_fact_is_corrected_alone_and_undone(desk):
    desk.post("/movies/new", data=EVERYTHING)
    for name, text in EVERYTHING.items():
        movie, bare = the_movie(), {"title": "Last Train", "year": "1986"}.get(name, "")
        assert desk.post(f"/movies/{movie.slug}/edit", data=sent(movie, **{name: bare})).status_code == 303
        assert reading(the_movie()) == EVERYTHING | {name: bare}
        newest = db.session.scalars(sa.select(Revision).order_by(Revision.id.desc())).first()
        assert (newest.before, newest.after) == ({name: text}, {name: bare})
        undoing = f"/movies/{the_movie().slug}/revisions/{newest.id}/undoing"
        assert desk.post(undoing, data={"reason": "No."}).status_code == 303
        assert reading(the_movie()) == EVERYTHING


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(desk):
    movie = make.movie("Heat", 1995)
    typed = {"year": "soon", "in_theaters": "May", "cast": "as Nobody", "official_site": "heat", "title": ""}
    answer = desk.post(f"/movies/{movie.slug}/edit", data=sent(movie, "", **typed))
    assert answer.status_code == 422
    for name, words in (("year", "soon"), ("in_theaters", "May"), ("official_site", "heat")):
        assert re.search(rf'id="{name}"[^>]*value="{words}"', answer.text)
        assert f'id="{name}-error"' in answer.text
    assert all(f'href="#{name}"' in answer.text for name in (*typed, "reason"))
    assert ">In theaters: Write the day" in answer.text
    assert reading(movie)["year"] == "1995"


def test_what_stood_before_is_nobodys_fault(desk):
    movie = make.movie("Heat", 1995, imdb_id="tt1")  # from before numbers were checked
    assert desk.post(f"/movies/{movie.slug}/edit", data=sent(movie, studio="Regency")).status_code == 303
    assert (reading(movie)["studio"], reading(movie)["imdb_id"]) == ("Regency", "tt1")


@pytest.mark.parametrize("name, number", [("imdb_id", "tt1512201"), ("tmdb_id", "41045")])
def test_a_number_of_another_movie_leads_to_it(desk, name, number):
    make.movie("Last Train Home", 2010, **{name: number if name == "imdb_id" else int(number)})
    heat = make.movie("Heat", 1995)
    for answer in (
        desk.post(f"/movies/{heat.slug}/edit", data=sent(heat, **{name: number})),
        desk.post("/movies/new", data={"title": "Heat", "year": "1986", name: number}),
    ):
        assert answer.status_code == 422
        assert re.search(rf'id="{name}-error".*?href="/movies/last-train-home-2010"', answer.text, re.S)
        assert f'value="{number}"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Movie)) == 2


def test_a_namesake_is_pointed_out_before_a_second_is_made(desk):
    make.movie("Heat", 1995)
    first = desk.post("/movies/new", data={"title": "  HEAT ", "year": "1995"})
    assert first.status_code == 422
    assert 'href="/movies/heat-1995"' in first.text
    assert desk.post("/movies/new", data={"title": "Heat", "year": "1986"}).location == "/movies/heat-1986"
    twin = desk.post("/movies/new", data={"title": "Heat", "year": "1995", "another": "y"})
    assert twin.location == "/movies/heat-1995-2"


def test_a_new_title_moves_the_movie_and_its_old_address_leads_there(desk, client):
    movie = make.movie("Haet", 1995)
    assert desk.post("/movies/haet-1995/edit", data=sent(movie, title="Heat")).location == "/movies/heat-1995"
    assert client.get("/movies/haet-1995").location == "/movies/heat-1995"


def test_a_genre_that_is_known_is_not_made_twice(desk):
    make.movie(genres=["Science Fiction"])
    heat = make.movie("Heat", 1995)
    desk.post(f"/movies/{heat.slug}/edit", data=sent(heat, genres="science fiction\nSCIENCE FICTION\nNoir"))
    assert reading(heat)["genres"] == "Science Fiction\nNoir"


def test_nothing_changed_leaves_no_trace(desk):
    movie = make.movie("Heat", 1995)
    assert desk.post(f"/movies/{movie.slug}/edit", data=sent(movie)).status_code == 303
    assert db.session.scalar(sa.select(Revision.id)) is None
    assert db.session.scalar(sa.select(LogEntry.id)) is None


def test_who_saves_second_sees_both_texts_and_may_save_again(desk):
    movie = make.movie("Heat", 1995, studio="Before")
    mine, theirs = sent(movie, studio="Mine", rating="R"), sent(movie, studio="Theirs", runtime_minutes="170")
    assert desk.post(f"/movies/{movie.slug}/edit", data=theirs).status_code == 303
    late = desk.post(f"/movies/{movie.slug}/edit", data=mine)
    assert late.status_code == 409
    assert re.search(r'id="studio"[^>]*value="Mine"', late.text)
    assert re.search(r'id="runtime_minutes"[^>]*value="170"', late.text)  # not touched here, so not undone unseen
    assert "<del>Theirs</del><ins>Mine</ins>" in late.text
    assert reading(movie)["studio"] == "Theirs"
    edition = re.search(r'name="edition" type="hidden" value="(\w+)"', late.text)[1]
    again = mine | {"edition": edition, "runtime_minutes": "170"}
    assert desk.post(f"/movies/{movie.slug}/edit", data=again).status_code == 303
    assert (reading(movie)["studio"], reading(movie)["rating"]) == ("Mine", "R")


def test_of_editors_at_the_same_moment_one_is_first(app, as_):
    movie = make.movie("Heat", 1995)
    forms = [sent(movie, studio=word) for word in ("One", "Two", "Three")]
    desks = [as_(make.moderator()) for _ in forms]
    answers = all_at_once(
        *(
            lambda at=at, form=form: at.post("/movies/heat-1995/edit", data=form)
            for at, form in zip(desks, forms, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    [revision] = db.session.scalars(sa.select(Revision))
    assert revision.after == {"studio": reading(movie)["studio"]}


def test_of_two_movies_given_one_number_at_the_same_moment_one_gets_it(app, as_):
    movies = [make.movie(), make.movie()]
    forms = {movie.slug: sent(movie, imdb_id="tt1512201") for movie in movies}
    desks = [as_(make.moderator()) for _ in movies]
    answers = all_at_once(
        *(
            lambda at=at, slug=slug, form=form: at.post(f"/movies/{slug}/edit", data=form)
            for at, (slug, form) in zip(desks, forms.items(), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert sorted(reading(movie)["imdb_id"] for movie in movies) == ["", "tt1512201"]


def test_a_list_that_is_brought_in_again_does_not_undo_a_correction(desk):
    lists, facts = (
        Source("wikipedia", keys_are_films=True),
        MovieFacts("Heat", 1995, "Heat (1995)", {"studio": "Regnecy"}),
    )
    put_movies(lists, [facts], gently=True)
    db.session.commit()
    desk.post("/movies/heat-1995/edit", data=sent(the_movie(), studio="Regency"))
    put_movies(lists, [facts], gently=True)
    db.session.commit()
    assert reading(the_movie())["studio"] == "Regency"


def test_the_form_costs_the_same_however_much_is_told(desk):
    movie = make.movie("Heat", 1995, cast=[f"Actor {n}" for n in range(300)], genres=["Crime", "Drama"])
    with query_budget(7):  # the sign-in, two to open it, three to read it, the genres
        assert "Actor 299" in desk.get(f"/movies/{movie.slug}/edit").text
    with query_budget(3):
        assert desk.get("/movies/new").status_code == 200
