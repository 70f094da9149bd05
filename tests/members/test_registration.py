"""Taking a seat."""

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from forum.kernel.db import db, now
from forum.members import passwords
from forum.members.models import Member, SignIn
from forum.members.queries import find_member
from tests import make
from tests.support.crowds import all_at_once

GOOD = {"name": "Ines Moreau", "password": "the long way home"}


def test_a_new_member_is_signed_in_and_sent_back_to_where_they_were(client):
    answer = client.post("/register", data=GOOD | {"next": "/movies?q=train"})
    assert (answer.status_code, answer.location) == (303, "/movies?q=train")
    assert "Ines Moreau" in client.get("/settings").text


def test_an_address_is_optional_and_never_shown(client):
    client.post("/register", data=GOOD | {"email": "ines@example.org"})
    assert find_member("Ines Moreau").email == "ines@example.org"
    assert "ines@example.org" not in client.get("/members/Ines Moreau").text


def test_no_answer_tells_that_an_address_is_known(app):
    first, second = app.test_client(), app.test_client()
    first.post("/register", data=GOOD | {"email": "ines@example.org"})
    answer = second.post("/register", data=GOOD | {"name": "Somebody Else", "email": "ines@example.org"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert find_member("Ines Moreau").email == "ines@example.org"


@pytest.mark.parametrize("taken", ["ines moreau", "INES MOREAU", "lnes Moreau", "Ines-Moreau", "Ines  Moreau"])
def test_a_name_like_a_taken_one_is_refused_beside_its_field_and_kept(client, taken):
    make.member("Ines Moreau")
    answer = client.post("/register", data=GOOD | {"name": taken})
    assert answer.status_code == 422
    assert "is taken" in answer.text
    assert "the long way home" not in answer.text


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"name": ""}, "Choose a name"),
        ({"password": "short"}, "at least 8"),
        ({"password": ""}, "Choose a password"),
        ({"password": "x" * 300}, "at most 256"),
        ({"password": "Ines-Moreau"}, "too close to your name"),
        ({"password": "password"}, "attackers try first"),
        ({"password": "nul\0 in here"}, "cannot be stored"),
        ({"email": "not an address"}, "does not look like"),
        ({"name": "nul\0"}, "characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, wrong, words):
    answer = client.post("/register", data=GOOD | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(sa.select(Member.id)) is None


def test_facts_nobody_asked_for_are_ignored(client):
    client.post("/register", data=GOOD | {"role": "admin", "is_super_reviewer": "1", "id": "77"})
    member = find_member("Ines Moreau")
    assert (member.role, member.is_super_reviewer) == ("member", False)


def test_the_same_form_sent_twice_makes_one_member_who_is_signed_in_both_times(app):
    first, second = app.test_client(), app.test_client()
    assert first.post("/register", data=GOOD).status_code == 303
    assert second.post("/register", data=GOOD).status_code == 303
    assert second.get("/settings").status_code == 200
    assert len(db.session.scalars(sa.select(Member)).all()) == 1


def test_this_door_does_not_tell_the_right_password_of_a_member_who_is_here(client):
    long_ago = now() - timedelta(hours=1)
    make.member("Ines Moreau", password_hash=passwords.hash_password(GOOD["password"]), created_at=long_ago)
    for password in (GOOD["password"], "some other words"):
        answer = client.post("/register", data=GOOD | {"password": password})
        assert answer.status_code == 422
        assert "is taken" in answer.text
    assert client.get("/settings").status_code == 302


def test_of_many_who_want_one_name_at_once_one_gets_it(app):
    forms = [GOOD | {"password": f"a password of {number}"} for number in range(8)]
    answers = all_at_once(*[partial(app.test_client().post, "/register", data=form) for form in forms])
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 7
    assert len(db.session.scalars(sa.select(Member)).all()) == 1


def test_a_member_who_is_signed_in_is_led_past_the_form(as_):
    assert as_(make.member()).get("/register").location == "/"


def test_an_archived_name_cannot_be_registered(client):
    make.member("Walter M.", password_hash=None)
    assert client.post("/register", data=GOOD | {"name": "Walter M."}).status_code == 422


def test_registering_leaves_one_sign_in_whose_token_is_not_stored(client):
    client.post("/register", data=GOOD)
    with client.session_transaction() as session:
        token = session["_user_id"]
    assert db.session.scalars(sa.select(SignIn.token_hash)).one() != token
