"""Archived profiles that are handed over, and roles that are given: each with its line in the record."""

from functools import partial

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.members.models import Member
from forum.modlog.models import LogEntry
from tests import make
from tests.support.crowds import all_at_once


def actions_on_record():
    return list(db.session.scalars(sa.select(LogEntry.action)))


def test_a_profile_is_handed_over_with_a_password_that_works_and_is_shown_once(as_, client, app):
    make.member("Walter M.", password_hash=None)
    moderator = as_(make.moderator())
    assert "Hand over" in moderator.get("/members/Walter M.").text
    page = moderator.post("/members/Walter M./handover", follow_redirects=True).text
    password = page.split("shown this once: ")[1].split("<")[0].strip()
    assert client.post("/login", data={"name": "Walter M.", "password": password}).status_code == 303
    assert password not in moderator.get("/members/Walter M.").text
    assert actions_on_record() == ["handed over"]


def test_nobody_is_handed_a_profile_that_has_an_owner(as_, app):
    make.member("Ruth")
    assert as_(make.moderator()).post("/members/Ruth/handover").status_code == 409
    assert actions_on_record() == []


def test_of_two_moderators_who_hand_over_at_once_one_does(as_, app):
    make.member("Walter M.", password_hash=None)
    pair = [as_(make.moderator()), as_(make.moderator())]
    answers = all_at_once(*[partial(moderator.post, "/members/Walter M./handover") for moderator in pair])
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert actions_on_record() == ["handed over"]


@pytest.mark.parametrize(("who", "status"), [(make.member, 403), (make.moderator, 303)])
def test_only_moderators_hand_over(as_, app, who, status):
    make.member("Walter M.", password_hash=None)
    assert as_(who()).post("/members/Walter M./handover").status_code == status


def test_a_role_that_was_given_is_on_record(as_, client, app):
    ruth = make.member("Ruth")
    as_(make.admin("Ada")).post("/admin/roles", data={"name": "Ruth", "role": "moderator"})
    assert db.session.get_one(Member, ruth.id).role == "moderator"
    assert "Ruth: moderator" in client.get("/moderation/log").text


def test_an_unknown_name_is_said_beside_its_field_and_kept(as_, app):
    answer = as_(make.admin()).post("/admin/roles", data={"name": "Nobody Here", "role": "moderator"})
    assert answer.status_code == 422
    assert "There is no member of this name." in answer.text
    assert 'value="Nobody Here"' in answer.text
