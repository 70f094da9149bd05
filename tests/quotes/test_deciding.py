"""Moderators decide: once, never on their own, never on words they have not read, and always on record."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.modlog.models import LogEntry
from forum.notifications.models import Notification
from forum.quotes import actions
from forum.quotes.queries import get_quote
from tests import make
from tests.quotes.make import quote, rejected, sent_form, wording
from tests.support.crowds import all_at_once


@pytest.fixture
def ruth(app):
    return make.moderator("Ruth")


@pytest.fixture
def desk(ruth, as_):
    return as_(ruth)


def entries():
    return list(db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id)))


def test_an_approved_quote_is_on_the_page_in_the_count_in_the_log_and_told(desk, ruth, client):
    sent = quote(("Mother", "Come home."), movie=make.movie("Yi Yi", 2000))
    answer = desk.post(f"/quotes/{sent.id}/approval", data={"version": 1, "next": "/moderation/quotes?quote=7"})
    assert (answer.status_code, answer.location) == (303, "/moderation/quotes?quote=7")
    assert "Come home." in client.get("/movies/yi-yi-2000/quotes").text
    decided = get_quote(sent.id)
    assert (decided.stage, decided.decided_by, decided.movie.quotes_count) == ("approved", ruth, 1)
    [entry] = entries()
    assert (entry.action, entry.moderator_id, entry.subject_id) == ("approved", ruth.id, sent.id)
    assert entry.subject_title == "a quote from Yi Yi (2000)"
    [told] = db.session.scalars(sa.select(Notification))
    assert (told.member_id, told.kind, told.title) == (sent.author_id, "quote_approved", "Yi Yi")


def test_a_rejection_gives_its_reason_to_the_author_and_the_log_but_not_the_words(desk, ruth, client):
    sent = quote("A secret line.", movie=make.movie("Cure", 1997))
    answer = desk.post(
        f"/quotes/{sent.id}/rejection", data={"version": 1, "reason": "words", "note": "She says “can”, not “could”."}
    )
    assert (answer.status_code, answer.location) == (303, f"/quotes/{sent.id}")
    reason = "Not the words that are spoken. She says “can”, not “could”."
    assert get_quote(sent.id).decision_reason == entries()[0].reason == reason
    assert get_quote(sent.id).movie.quotes_count == 0
    log = client.get("/moderation/log").text
    assert reason in log
    assert "A secret line." not in log
    assert f"/quotes/{sent.id}" not in log  # a link for nobody who reads it
    [told] = db.session.scalars(sa.select(Notification))
    assert told.kind == "quote_rejected"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a reason."),
        ({"reason": ""}, "Choose a reason."),
        ({"reason": "because"}, "Not a valid choice"),
        ({"reason": "other"}, "Write the reason below."),
        ({"reason": "other", "note": "   "}, "Write the reason below."),
        ({"reason": "words", "note": "x" * 500}, "This is longer than"),
    ],
)
def test_no_rejection_without_a_reason(desk, fields, words):
    sent = quote("Still here.")
    answer = desk.post(f"/quotes/{sent.id}/rejection", data={"version": 1} | fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Still here." in answer.text
    assert get_quote(sent.id).stage == "pending"
    assert entries() == []


def test_the_longest_reason_there_can_be_is_kept_whole(desk):
    sent = quote()
    note = "x" * 468
    desk.post(f"/quotes/{sent.id}/rejection", data={"version": 1, "reason": "words", "note": note})
    assert entries()[0].reason.endswith(note)


def test_a_moderator_mends_a_quote_while_approving_and_both_readings_are_in_the_log(desk, ruth, client):
    sent = quote(("Mother", "You had a holiday."), ("Daughter", "Yes."))
    assert "You had a holiday." in desk.get(f"/quotes/{sent.id}/approval/new").text
    mended = sent_form(("Mother", "You have a holiday."), ("Daughter", "Yes."), timecode="0:52:18", version="1")
    assert desk.post(f"/quotes/{sent.id}/approval", data=mended).status_code == 303
    decided = get_quote(sent.id)
    assert [line.text for line in decided.lines] == ["You have a holiday.", "Yes."]
    assert (decided.stage, decided.timecode, decided.movie.quotes_count) == ("approved", "00:52:18", 1)
    [entry] = entries()
    assert entry.action == "edited and approved"
    assert entry.details == {
        "before": "Mother: You had a holiday.\nDaughter: Yes.",
        "after": "Mother: You have a holiday.\nDaughter: Yes.\nAt 00:52:18",
        "spoiler": False,
    }
    assert "You had a holiday." in desk.get(f"/quotes/{sent.id}").text


def test_mending_nothing_is_a_plain_approval(desk):
    sent = quote(("Mother", "Come home."))
    desk.post(f"/quotes/{sent.id}/approval", data=sent_form(("Mother", "Come home."), version="1"))
    assert [entry.action for entry in entries()] == ["approved"]


def test_a_fault_while_mending_keeps_what_was_typed_and_decides_nothing(desk):
    sent = quote("Words.")
    arranged = desk.post(f"/quotes/{sent.id}/approval", data=sent_form(("", "Better words."), version="1", add="1"))
    refused = desk.post(f"/quotes/{sent.id}/approval", data=sent_form(("", "Better words."), version="1", timecode="x"))
    assert (arranged.status_code, refused.status_code) == (200, 422)
    assert "Better words." in arranged.text
    assert "Better words." in refused.text
    assert get_quote(sent.id).stage == "pending"


def test_nobody_judges_their_own(as_):
    for someone in (make.moderator(), make.admin()):
        sent, visitor = quote("Mine.", author=someone), as_(someone)
        for act in ("approval", "rejection"):
            answer = visitor.post(f"/quotes/{sent.id}/{act}", data={"version": 1, "reason": "words"})
            assert answer.status_code == 403
            assert "Another moderator must judge your own quote." in answer.text
        assert visitor.get(f"/quotes/{sent.id}/approval/new").status_code == 403
        page = visitor.get(f"/moderation/quotes?quote={sent.id}").text
        assert "Another moderator must judge your own quote." in page
        assert f"/quotes/{sent.id}/approval" not in page
    assert entries() == []


def test_members_and_readers_decide_nothing(as_, client):
    author = make.member()
    sent = quote(author=author)
    for act in ("approval", "rejection"):
        body = {"version": 1, "reason": "words"}
        assert as_(author).post(f"/quotes/{sent.id}/{act}", data=body).status_code == 403
        assert as_(make.member()).post(f"/quotes/{sent.id}/{act}", data=body).status_code == 403
        assert client.post(f"/quotes/{sent.id}/{act}", data=body).status_code in {303, 401}
    assert get_quote(sent.id).stage == "pending"


def test_who_decides_second_is_told_who_was_first(desk, as_):
    sent = rejected(by=make.moderator("Ida"))
    for act in ("approval", "rejection"):
        late = desk.post(f"/quotes/{sent.id}/{act}", data={"version": 2, "reason": "words"})
        assert late.status_code == 409
        assert "Ida has already rejected this quote." in late.text
    assert desk.get(f"/quotes/{sent.id}/approval/new").status_code == 409


def test_a_withdrawn_quote_is_decided_no_more(desk):
    author = make.member()
    sent = quote(author=author)
    actions.withdraw_quote(author, sent)
    late = desk.post(f"/quotes/{sent.id}/approval", data={"version": 1})
    assert late.status_code == 409
    assert "The author has withdrawn this quote." in late.text


def test_nobody_decides_on_words_they_have_not_read(desk):
    author = make.member()
    sent = quote("What the moderator read.", author=author)
    actions.edit_quote(author, sent, wording("Something else."), version=1)
    for body in ({}, {"version": ""}, {"version": "x"}):
        assert desk.post(f"/quotes/{sent.id}/approval", data=body).status_code == 422
    late = desk.post(f"/quotes/{sent.id}/approval", data={"version": 1})
    assert late.status_code == 409
    assert "The author changed this quote while you were reading it." in late.text
    assert get_quote(sent.id).stage == "pending"


@pytest.mark.parametrize(
    ("one", "other"), [("approval", "approval"), ("approval", "rejection"), ("rejection", "rejection")]
)
def test_of_two_moderators_in_the_same_instant_one_wins_and_the_other_is_told(as_, one, other):
    sent = quote("Words.")
    ruth, ida = as_(make.moderator("Ruth")), as_(make.moderator("Ida"))
    body = {"version": 1, "reason": "words"}
    answers = all_at_once(
        lambda: _answer(ruth.post(f"/quotes/{sent.id}/{one}", data=body)),
        lambda: _answer(ida.post(f"/quotes/{sent.id}/{other}", data=body)),
    )
    assert sorted(status for status, _ in answers) == [303, 409]
    winner = "Ruth" if answers[0][0] == 303 else "Ida"
    decided = get_quote(sent.id)
    assert f"{winner} has already {decided.stage} this quote." in answers[winner == "Ruth"][1]
    assert [entry.action for entry in entries()] == [decided.stage]
    assert decided.movie.quotes_count == (decided.stage == "approved")


def test_a_crowd_of_moderators_leaves_one_decision_one_entry_and_one_message(as_):
    sent = quote("Words.")
    crowd = [as_(make.moderator()) for _ in range(6)]
    acts = [
        lambda visitor=visitor, act=act: (
            visitor.post(f"/quotes/{sent.id}/{act}", data={"version": 1, "reason": "words"}).status_code
        )
        for visitor, act in zip(crowd, ["approval", "rejection"] * 3, strict=True)
    ]
    assert sorted(all_at_once(*acts)) == [303] + [409] * 5
    assert len(entries()) == len(list(db.session.scalars(sa.select(Notification)))) == 1


@pytest.mark.parametrize("act", ["withdrawal", ""])
def test_the_author_and_a_moderator_in_the_same_instant(as_, act):
    author = make.member("Ada")
    sent = quote("Words.", author=author)
    ada, ruth = as_(author), as_(make.moderator("Ruth"))
    mine, theirs = all_at_once(
        lambda: (
            ada.post(f"/quotes/{sent.id}/{act}".rstrip("/"), data=sent_form(("", "Other."), version="1")).status_code
        ),
        lambda: ruth.post(f"/quotes/{sent.id}/approval", data={"version": 1}).status_code,
    )
    now = get_quote(sent.id)
    if theirs == 409:
        assert (mine, now.stage, entries()) == (303, "pending" if act == "" else "withdrawn", [])
    else:  # an approved quote may still be taken back, but not reworded
        assert theirs == 303
        assert (mine, now.stage) in {(409, "approved"), *({(303, "withdrawn")} if act else set())}
        assert [line.text for line in now.lines] == ["Words."]
        assert len(entries()) == 1
    assert now.movie.quotes_count == (now.stage == "approved")


def test_the_same_decision_sent_twice_is_one(desk):
    sent = quote()
    body = {"version": 1, "once": "the-same-key"}
    assert [desk.post(f"/quotes/{sent.id}/approval", data=body).status_code for _ in range(2)] == [303, 303]
    assert len(entries()) == 1


def test_a_decision_and_all_that_follows_stand_or_fall_together(app, ruth):
    sent = quote()
    actions.approve_quote(ruth, sent, version=1)
    db.session.rollback()
    kept = get_quote(sent.id)
    assert (kept.stage, kept.movie.quotes_count, entries()) == ("pending", 0, [])
    assert list(db.session.scalars(sa.select(Notification))) == []


def _answer(answer):
    return answer.status_code, answer.text
