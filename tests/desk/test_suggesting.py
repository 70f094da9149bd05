"""Members suggest corrections; moderators decide, and the member is told."""

import re

import pytest
import sqlalchemy as sa

from forum.desk.actions.suggesting import MOST_WAITING
from forum.desk.models import Revision, Suggestion
from forum.kernel.db import db
from forum.modlog.models import LogEntry
from tests import make
from tests.desk.make import changed, reading, sent, suggested
from tests.notifications.make import told
from tests.support.crowds import all_at_once
from tests.support.statements import query_budget


@pytest.fixture
def movie(app):
    return make.movie("Heat", 1995, studio="Before", rating="R")


@pytest.fixture
def author(app):
    return make.member("Ada")


@pytest.fixture
def ada(author, as_):
    return as_(author)


@pytest.fixture
def desk(app, as_):
    return as_(make.moderator("Ruth"))


@pytest.fixture
def waiting(movie, author):
    return suggested(movie, author, "I was there.", studio="After")


def edition_in(page):
    return {"edition": re.search(r'name="edition"(?: type="hidden")? value="(\w+)"', page)[1]}


def test_only_what_a_member_changed_waits_with_how_they_know(movie, ada, author):
    assert 'href="/movies/heat-1995/suggestions/new"' in ada.get("/movies/heat-1995").text
    assert 'value="Before"' in ada.get("/movies/heat-1995/suggestions/new").text
    answer = ada.post("/movies/heat-1995/suggestions/new", data=sent(movie, studio=" After ", box_office_usd="$1,000"))
    made = db.session.scalars(sa.select(Suggestion)).one()
    assert (answer.status_code, answer.location) == (303, f"/suggestions/{made.id}")
    assert (made.before, made.after) == (
        {"studio": "Before", "box_office_usd": ""},
        {"studio": "After", "box_office_usd": "1000"},
    )
    assert (made.member_id, made.reason) == (author.id, "The credits say so.")
    assert reading(movie)["studio"] == "Before"
    assert "Waiting for a moderator" in ada.get(answer.location).text


def test_what_is_no_suggestion_is_said(movie, ada):
    for data, words in (
        (sent(movie), "Nothing here differs"),
        (sent(movie, rating="\tR "), "Nothing here differs"),
        (sent(movie, "", studio="After"), "Say how you know."),
        (sent(movie, year="soon"), "whole number"),
    ):
        answer = ada.post("/movies/heat-1995/suggestions/new", data=data)
        assert (answer.status_code, words in answer.text) == (422, True)
    late = sent(movie, studio="Mine")
    changed(movie, studio="Theirs")
    both = ada.post("/movies/heat-1995/suggestions/new", data=late)
    assert (both.status_code, "<del>Theirs</del><ins>Mine</ins>" in both.text) == (409, True)
    assert db.session.scalars(sa.select(Suggestion)).all() == []


def test_a_member_has_so_many_waiting_also_when_sending_two_at_once(movie, author, as_):
    for n in range(MOST_WAITING - 1):
        suggested(movie, author, studio=f"Studio {n}")
    form = sent(movie, studio="The last one")
    windows = [as_(author), as_(author)]
    answers = all_at_once(*(lambda at=at: at.post("/movies/heat-1995/suggestions/new", data=form) for at in windows))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert any("20 of your suggestions wait for a moderator." in answer.text for answer in answers)


def test_others_may_not_know_of_it(waiting, ada, desk, as_, client):
    places = (f"/suggestions/{waiting.id}", "/members/Ada/suggestions")
    stranger = as_(make.member())
    assert [[who.get(place).status_code for who in (ada, desk, stranger, client)] for place in places] == [
        [200, 200, 404, 302]
    ] * 2
    assert "After" in ada.get("/members/Ada/suggestions").text


def test_an_accepted_one_stands_and_everybody_sees_by_whom(movie, waiting, author, desk, client):
    assert "1 waiting" in desk.get("/moderation").text
    page = desk.get("/moderation/suggestions").text
    assert all(words in page for words in ("Ada", "I was there.", "<del>Before</del><ins>After</ins>"))
    assert desk.post(f"/suggestions/{waiting.id}/acceptance", data=edition_in(page)).status_code == 303
    assert reading(movie)["studio"] == "After"
    assert re.search(
        r"Ruth.*?as suggested by.*?Ada.*?I was there\.", client.get("/movies/heat-1995/revisions").text, re.S
    )
    assert told(author) == [("suggestion_accepted", "Heat", 1)]
    assert "No suggestion waits." in desk.get("/moderation/suggestions").text


def test_a_declined_one_changes_nothing_and_says_why(movie, waiting, author, ada, desk):
    empty = desk.post(f"/suggestions/{waiting.id}/decline", data={"reason": " "})
    assert (empty.status_code, "Say why." in empty.text) == (422, True)
    assert desk.post(f"/suggestions/{waiting.id}/decline", data={"reason": "Not in the credits."}).status_code == 303
    assert reading(movie)["studio"] == "Before"
    assert "Not in the credits." in ada.get(f"/suggestions/{waiting.id}").text
    assert told(author) == [("suggestion_declined", "Heat", 1)]
    entry = db.session.scalars(sa.select(LogEntry)).one()
    assert (entry.action, entry.reason) == ("declined a suggestion for", "Not in the credits.")


def test_what_changed_since_it_was_suggested_is_shown_beside_it_and_the_moderator_decides(movie, waiting, desk):
    stale = edition_in(desk.get("/moderation/suggestions").text)
    changed(movie, studio="Meanwhile")
    both = desk.post(f"/suggestions/{waiting.id}/acceptance", data=stale)
    assert both.status_code == 409
    assert "<del>Meanwhile</del><ins>After</ins>" in both.text
    assert "<del>Before</del><ins>After</ins>" in both.text
    assert reading(movie)["studio"] == "Meanwhile"
    assert desk.post(f"/suggestions/{waiting.id}/acceptance", data=edition_in(both.text)).status_code == 303
    assert reading(movie)["studio"] == "After"


def test_one_is_mended_before_it_is_accepted(movie, waiting, author, desk):
    form = desk.get(f"/suggestions/{waiting.id}/acceptance").text
    assert all(words in form for words in ('value="After"', 'value="I was there."'))
    mended = sent(movie, "Half right.", studio="After all")
    wrong = desk.post(f"/suggestions/{waiting.id}/acceptance", data=mended | {"year": "soon"})
    assert (wrong.status_code, 'value="After all"' in wrong.text) == (422, True)
    assert desk.post(f"/suggestions/{waiting.id}/acceptance", data=mended).status_code == 303
    [revision] = db.session.scalars(sa.select(Revision))
    assert (revision.after, revision.reason, revision.suggested_by_id) == (
        {"studio": "After all"},
        "Half right.",
        author.id,
    )


def test_one_that_takes_anothers_number_is_refused_in_words(movie, author, desk):
    make.movie("Ronin", 1998, imdb_id="tt0122690")
    waiting = suggested(movie, author, imdb_id="tt0122690")
    page = desk.get("/moderation/suggestions").text
    refused = desk.post(f"/suggestions/{waiting.id}/acceptance", data=edition_in(page))
    assert (refused.status_code, "Ronin (1998) already has this" in refused.text) == (409, True)
    mended = desk.post(f"/suggestions/{waiting.id}/acceptance", data=sent(movie, imdb_id="tt0122690"))
    assert (mended.status_code, 'href="/movies/ronin-1998"' in mended.text) == (422, True)


def test_of_two_who_decide_at_the_same_moment_one_does(movie, waiting, as_):
    form = edition_in(as_(make.moderator()).get("/moderation/suggestions").text)
    one, two, place = as_(make.moderator()), as_(make.moderator()), f"/suggestions/{waiting.id}"
    answers = all_at_once(
        lambda: one.post(f"{place}/acceptance", data=form).status_code,
        lambda: two.post(f"{place}/decline", data={"reason": "No."}).status_code,
    )
    assert sorted(answers) == [303, 409]
    stands = reading(movie)["studio"] == "After"
    assert (db.session.get(Suggestion, waiting.id).answer == "accepted") is stands
    assert one.post(f"{place}/decline", data={"reason": "No."}).status_code == 409


@pytest.mark.parametrize("asked", ["0", "-1", "x", str(2**63), "9" * 5000])
def test_one_that_does_not_wait_leads_to_the_first_that_does(waiting, desk, asked):
    assert "I was there." in desk.get(f"/moderation/suggestions?suggestion={asked}").text


@pytest.mark.parametrize("many", [3, 25])
def test_the_lists_cost_the_same_however_much_waits(movie, desk, author, many):
    for n in range(many):
        texts = {"before": {"studio": ""}, "after": {"studio": f"{n}"}, "reason": "."}
        db.session.add(Suggestion(movie=movie, member=author, **texts))
    db.session.commit()
    with query_budget(6):  # the sign-in, the queue, three to read the movie, how many wait
        assert desk.get("/moderation/suggestions").status_code == 200
    with query_budget(3):
        assert desk.get("/members/Ada/suggestions").status_code == 200
