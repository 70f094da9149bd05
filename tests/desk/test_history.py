"""What was changed by hand is there for everybody to read, and for moderators to undo."""

import re

import pytest
import sqlalchemy as sa

from forum.desk.actions import add, change, edition, remove, undo
from forum.desk.actions.critics import CRITIC_REVIEW
from forum.desk.actions.news import STORY
from forum.desk.models import Revision
from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.modlog.models import LogEntry
from tests import make
from tests.desk.make import changed, reading
from tests.support.crowds import all_at_once
from tests.support.statements import query_budget

CRITIC = dict.fromkeys(CRITIC_REVIEW.labels, "") | {"critic": "Maud", "quote": "See it.", "verdict": "For"}
NEWS = dict.fromkeys(STORY.labels, "") | {"title": "A prize", "url": "https://news.example/", "kind": "news"}


@pytest.fixture
def movie(app):
    return make.movie("Heat", 1995, studio="Before", rating="R", cast=["Al Pacino", "Robert De Niro"])


@pytest.fixture
def desk(app, as_):
    return as_(make.moderator("Ruth"))


def undoing(revision, reason="It was right."):
    return {"path": f"/movies/heat-1995/revisions/{revision.id}/undoing", "data": {"reason": reason}}


def test_everybody_reads_who_changed_what_when_and_why(movie, client, as_):
    revision = changed(
        movie, make.moderator("Ida"), "The credits", studio="After", cast="Al Pacino as Hanna\nRobert De Niro"
    )
    page = client.get("/movies/heat-1995/revisions").text
    assert re.search(r"Ida.*?corrected the movie.*?The credits.*?Cast.*?<ins> as Hanna</ins>.*?Studio", page, re.S)
    assert revision.created_at.strftime("%Y-%m-%dT%H:%M") in page
    assert "<del>Before</del><ins>After</ins>" in page
    assert "undoing" not in page + as_(make.member()).get("/movies/heat-1995/revisions").text
    assert 'href="/movies/heat-1995/revisions"' in client.get("/movies/heat-1995").text


def test_a_movie_nobody_touched_says_so(movie, client):
    assert "Nobody has changed this movie by hand yet." in client.get("/movies/heat-1995/revisions").text


def test_an_undone_change_reads_as_before_and_what_changed_otherwise_stays(movie, desk):
    revision = changed(movie, studio="After")
    changed(movie, rating="PG")
    ask = desk.get(f"/movies/heat-1995/revisions/{revision.id}/undoing").text
    assert "<del>Before</del><ins>After</ins>" in ask
    assert desk.post(**undoing(revision, "")).status_code == 422
    assert desk.post(**undoing(revision)).location == "/movies/heat-1995/revisions"
    assert (reading(movie)["studio"], reading(movie)["rating"]) == ("Before", "PG")
    page = desk.get("/movies/heat-1995/revisions").text
    assert re.search(r"Ruth.*?undid a change.*?It was right\.", page, re.S)
    assert ">Undone<" in page
    assert db.session.scalars(sa.select(LogEntry.action).order_by(LogEntry.id.desc())).first() == "undid a change of"


def test_what_was_changed_again_since_is_not_undone(movie, desk):
    revision = changed(movie, studio="After", rating="PG")
    changed(movie, studio="After that")
    refused = desk.post(**undoing(revision))
    assert refused.status_code == 409
    assert "Changed again since then: Studio. Correct it by hand." in refused.text
    assert 'value="It was right."' in refused.text
    assert reading(movie)["rating"] == "PG"


def test_a_change_is_undone_once_and_the_undoing_can_be_undone(movie, desk):
    revision = changed(movie, studio="After")
    assert desk.post(**undoing(revision)).status_code == 303
    again = desk.post(**undoing(revision))
    assert (again.status_code, "was undone already" in again.text) == (409, True)
    asked = desk.get(undoing(revision)["path"]).text
    assert ("was undone already" in asked, "Why you undo it" in asked) == (True, False)
    back = db.session.scalars(sa.select(Revision).where(Revision.undoes_id == revision.id)).one()
    assert desk.post(**undoing(back)).status_code == 303
    assert reading(movie)["studio"] == "After"


def test_of_two_who_undo_at_the_same_moment_one_does(movie, as_):
    revision = changed(movie, studio="After")
    desks = [as_(make.moderator()), as_(make.moderator())]
    answers = all_at_once(*(lambda at=at: at.post(**undoing(revision)) for at in desks))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(db.session.scalars(sa.select(Revision)).all()) == 2


def test_that_a_movie_was_added_has_no_button(desk):
    desk.post("/movies/new", data={"title": "Heat", "year": "1995"})
    revision = db.session.scalars(sa.select(Revision)).one()
    assert "undoing" not in desk.get("/movies/heat-1995/revisions").text
    assert desk.post(**undoing(revision)).status_code == 409


def test_a_change_of_another_movie_is_not_found_here(movie, desk):
    other = changed(make.movie("Ronin"), studio="After")
    assert desk.get(f"/movies/heat-1995/revisions/{other.id}/undoing").status_code == 404


@pytest.mark.parametrize(("sheet", "told", "name"), [(CRITIC_REVIEW, CRITIC, "quote"), (STORY, NEWS, "title")])
def test_undoing_never_reaches_what_another_movie_was_told_since(movie, sheet, told, name):
    """A row that went leaves its id to none: SQLite would give the highest out again."""
    editor, other = make.moderator(), make.movie("Ronin")
    gone = add(editor, movie, sheet, told)
    corrected = told | {name: "Corrected"}
    revision = change(editor, movie, sheet, gone, corrected, seen=edition(sheet.read(gone)), reason="A slip")
    remove(editor, movie, sheet, gone, reason="Of another film")
    theirs = add(editor, other, sheet, corrected)
    with pytest.raises(WrongState, match="no longer there"):
        undo(editor, revision, reason="It was right")
    assert sheet.read(theirs)[name] == "Corrected"


def test_the_history_goes_on_page_by_page_at_the_same_cost(movie, client):
    editors = [make.moderator() for _ in range(3)]
    for n in range(23):
        changed(movie, editors[n % 3], studio=f"Studio {n}")
    with query_budget(3):
        first = client.get("/movies/heat-1995/revisions").text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    assert ("Studio</ins>" in first, first.count("corrected the movie")) == (False, 20)
    assert client.get(f"/movies/heat-1995/revisions{older}").text.count("corrected the movie") == 3
