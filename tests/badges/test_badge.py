"""The Super Reviewer badge: given and taken by moderators with a reason, on the public record."""

import pytest

from forum.badges.actions import award_badge, award_imported, withdraw_badge
from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.badges.queries import held_award
from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.kernel.events import hears
from forum.kernel.links import place_of
from forum.members.actions import archived_member
from forum.modlog.queries import entries_about
from forum.reviews.queries import review_by
from tests import make
from tests.reviews.make import recount, review, stored_counts

PLATE = "/badges/super-reviewer"
AWARDS = "/badges/super-reviewer/awards"


@pytest.fixture
def moderator(app):
    return make.moderator("Usher")


@pytest.fixture
def ruth(app):
    return make.member("Ruth Okafor")


@pytest.fixture
def desk(as_, moderator):
    return as_(moderator)


def _award(desk, name="Ruth Okafor", reason="Reads films like letters."):
    return desk.post(AWARDS, data={"name": name, "reason": reason})


def _withdrawal(award):
    return f"{AWARDS}/{award.id}/withdrawal"


def test_an_award_shows_who_when_by_whom_and_why(desk, client, ruth):
    assert _award(desk, name="ruth okafor").status_code == 303
    assert ruth.is_super_reviewer
    for address in ("/badges/super-reviewer", "/badges/super-reviewer?show=record"):
        page = client.get(address).text
        for words in ("Ruth Okafor", "Usher", "Reads films like letters."):
            assert words in page


def test_an_award_marks_every_review_of_the_member_and_counts_it(desk, ruth):
    films = [make.movie() for _ in range(3)]
    for film in films:
        review(film, ruth)
        review(film)
    review(make.movie(), ruth, stars=4, body=None)
    _award(desk)
    for film in films:
        assert review_by(ruth, film).by_super_reviewer
        assert stored_counts(film)["super_reviews_count"] == 1
        assert stored_counts(film) == recount(film)


def test_a_withdrawal_ends_it_and_stays_on_the_record(desk, client, ruth):
    film = make.movie()
    review(film, ruth)
    _award(desk)
    assert desk.post(_withdrawal(held_award(ruth)), data={"reason": "Asked us to."}).status_code == 303
    assert not ruth.is_super_reviewer
    assert stored_counts(film)["super_reviews_count"] == 0
    assert "Nobody holds the badge yet." in client.get("/badges/super-reviewer").text
    record = client.get("/badges/super-reviewer?show=record").text
    assert "Asked us to." in record
    assert "Reads films like letters." in record


def test_both_decisions_are_in_the_public_log(desk, moderator, ruth):
    _award(desk)
    award = held_award(ruth)
    desk.post(_withdrawal(award), data={"reason": "Asked us to."})
    log = [
        (entry.action, entry.moderator.name, entry.subject_title, entry.reason)
        for entry in entries_about("award", award.id)
    ]
    assert log == [
        ("withdrawn", "Usher", "Super Reviewer: Ruth Okafor", "Asked us to."),
        ("awarded", "Usher", "Super Reviewer: Ruth Okafor", "Reads films like letters."),
    ]


def test_the_log_leads_to_the_record(app):
    with app.test_request_context():
        assert place_of("award", 7) == "/badges/super-reviewer?show=record"


def test_the_badge_can_be_given_again(desk, ruth):
    _award(desk)
    desk.post(_withdrawal(held_award(ruth)), data={"reason": "A pause."})
    assert _award(desk, reason="Back, and better.").status_code == 303
    assert held_award(ruth).reason == "Back, and better."


def test_a_second_award_is_told_that_it_stands(desk, ruth):
    _award(desk)
    assert _award(desk).status_code == 409


def test_a_second_withdrawal_is_told_that_it_was_done(desk, ruth):
    _award(desk)
    address = _withdrawal(held_award(ruth))
    assert desk.post(address, data={"reason": "First."}).status_code == 303
    assert desk.post(address, data={"reason": "Second."}).status_code == 409
    assert "has been withdrawn already" in desk.get(address).text


def test_nobody_awards_themselves(desk, moderator):
    assert _award(desk, name="Usher").status_code == 403
    assert not moderator.is_super_reviewer


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Ruth Okafor", "reason": ""}, "Say why"),
        ({"name": "", "reason": "Because."}, "Name the member"),
        ({"name": "Nobody Here", "reason": "Because."}, "There is no member of this name."),
        ({"name": "Ruth Okafor", "reason": "x" * 501}, "500"),
    ],
)
def test_a_form_that_misses_something_says_so_and_keeps_the_rest(desk, ruth, fields, words):
    answer = desk.post(AWARDS, data=fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert all(value in answer.text for value in fields.values())
    assert not ruth.is_super_reviewer


def test_a_withdrawal_needs_a_reason(desk, ruth):
    _award(desk)
    assert desk.post(_withdrawal(held_award(ruth)), data={"reason": " "}).status_code == 422
    assert ruth.is_super_reviewer


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_moderators_come_near_it(as_, client, desk, ruth, method):
    _award(desk)
    address = _withdrawal(held_award(ruth))
    assert getattr(as_(ruth), method)(address).status_code == 403
    assert getattr(client, method)(address).status_code in (302, 303, 401)
    assert as_(ruth).post(AWARDS, data={"name": "Ruth Okafor", "reason": "Please."}).status_code == 403


def test_readers_see_no_form_and_moderators_do(client, desk, as_, ruth):
    assert 'method="post"' not in client.get("/badges/super-reviewer").text
    assert "Award the badge" not in as_(ruth).get("/badges/super-reviewer").text
    assert "Award the badge" in desk.get("/badges/super-reviewer").text


def test_an_imported_badge_says_so_once(client, app):
    walter = archived_member("Walter M.")
    assert award_imported(walter) is not None
    assert award_imported(walter) is None
    db.session.commit()
    assert walter.is_super_reviewer
    told = "Came with imported films and reviews.", "came with the badge", "It came with imported films"
    for address, words in zip((PLATE, f"{PLATE}?show=record", "/members/Walter M."), told, strict=True):
        page = client.get(address).text
        assert words in page
        assert "former moderator" not in page
        assert ">imported<" not in page


def test_an_import_does_not_bring_back_what_a_moderator_withdrew(moderator):
    walter = archived_member("Walter M.")
    withdraw_badge(moderator, award_imported(walter), reason="Never wrote these.")
    assert award_imported(walter) is None
    assert not walter.is_super_reviewer


def test_whoever_watches_is_told(moderator, ruth):
    told: list[object] = []
    hears(BadgeAwarded)(told.append)
    hears(BadgeWithdrawn)(told.append)
    award = award_badge(moderator, ruth, reason="Yes.")
    withdraw_badge(moderator, award, reason="No.")
    assert told == [
        BadgeAwarded(ruth.id, award.id, moderator.id),
        BadgeWithdrawn(ruth.id, award.id, moderator.id),
    ]


def test_a_stale_view_of_the_member_does_not_matter(moderator, ruth):
    award = award_badge(moderator, ruth, reason="Yes.")
    db.session.commit()
    withdraw_badge(moderator, award, reason="No.")
    db.session.commit()
    with pytest.raises(WrongState):
        withdraw_badge(moderator, award, reason="Again.")


def test_the_record_pages(client, moderator):
    for number in range(32):
        award_badge(moderator, make.member(), reason=f"Reason number {number}.")
    first = client.get("/badges/super-reviewer?show=record").text
    assert "Reason number 31." in first
    assert "Reason number 1." not in first
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Reason number 1." in client.get(f"/badges/super-reviewer{link}").text
