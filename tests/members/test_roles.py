"""Roles, and the admin the house never loses."""

import re
from functools import partial

import pytest

from forum.kernel.db import db
from forum.members.models import Member
from tests import make
from tests.support.crowds import all_at_once


def role_of(member):
    db.session.expire_all()
    return db.session.get(Member, member.id).role


@pytest.mark.parametrize("who, status", [(make.member, 403), (make.moderator, 403), (make.admin, 303)])
def test_only_admins_give_roles(as_, app, who, status):
    ruth = make.member("Ruth")
    assert as_(who()).post("/admin/roles", data={"name": "Ruth", "role": "moderator"}).status_code == status
    assert role_of(ruth) == ("moderator" if status == 303 else "member")


def test_the_office_offers_the_roles_by_name(as_):
    page = as_(make.admin()).get("/admin").text
    for value, label in (("member", "Member"), ("moderator", "Moderator"), ("admin", "Admin")):
        assert re.search(rf'<option(?: selected)? value="{value}">{label}</option>', page)


def test_the_last_admin_stays(as_, app):
    ada = make.admin("Ada")
    assert as_(ada).post("/admin/roles", data={"name": "Ada", "role": "member"}).status_code == 403
    assert role_of(ada) == "admin"


def test_two_admins_who_demote_each_other_at_once_leave_one(as_, app):
    ada, bea = make.admin("Ada"), make.admin("Bea")
    pair = [(as_(ada), "Bea"), (as_(bea), "Ada")]
    all_at_once(*[partial(client.post, "/admin/roles", data={"name": name, "role": "member"}) for client, name in pair])
    assert sorted([role_of(ada), role_of(bea)]) == ["admin", "member"]


def test_an_archived_profile_holds_no_role(as_, app):
    make.member("Walter", password_hash=None)
    assert as_(make.admin()).post("/admin/roles", data={"name": "Walter", "role": "admin"}).status_code == 422


@pytest.mark.parametrize("data", [{"name": "", "role": "member"}, {"name": "Ruth", "role": "king"}, {}])
def test_a_form_that_makes_no_sense_is_refused(as_, app, data):
    make.member("Ruth")
    assert as_(make.admin()).post("/admin/roles", data=data).status_code == 422
