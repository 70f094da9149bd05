"""Reading somebody more closely."""

from functools import partial

import pytest

from forum.kernel.db import db
from forum.members.models import Member
from tests import make
from tests.support.crowds import all_at_once


def counts(*members):
    db.session.expire_all()
    return [
        (db.session.get(Member, m.id).following_count, db.session.get(Member, m.id).followers_count) for m in members
    ]


def test_following_twice_counts_once_and_can_be_undone(as_, app):
    ines, ruth = make.member("Ines"), make.member("Ruth")
    reader = as_(ines)
    for _ in range(2):
        assert reader.post("/members/Ruth/follow").status_code == 303
    assert counts(ines, ruth) == [(1, 0), (0, 1)]
    for _ in range(2):
        reader.post("/members/Ruth/unfollow")
    assert counts(ines, ruth) == [(0, 0), (0, 0)]


def test_nobody_follows_themselves(as_, app):
    make.member("Noise")
    assert as_(make.member("Ines")).post("/members/Ines/follow").status_code == 403


def test_a_reader_is_asked_to_log_in_first(client, app):
    make.member("Ruth")
    assert "/login" in client.post("/members/Ruth/follow").location


def test_a_crowd_following_at_once_is_counted_exactly(app, as_):
    ruth = make.member("Ruth")
    fans = [as_(make.member()) for _ in range(6)]
    all_at_once(*[partial(fan.post, "/members/Ruth/follow") for fan in fans * 2])
    assert counts(ruth) == [(0, 6)]


def test_two_who_follow_each_other_at_once_both_do(app, as_):
    ines, ruth = make.member("Ines"), make.member("Ruth")
    all_at_once(partial(as_(ines).post, "/members/Ruth/follow"), partial(as_(ruth).post, "/members/Ines/follow"))
    assert counts(ines, ruth) == [(1, 1), (1, 1)]


@pytest.mark.parametrize("of, shown, absent", [("", "Ruth", "Jun"), ("followers", "Jun", "Ruth")])
def test_friends_are_listed_both_ways(as_, client, app, of, shown, absent):
    ines, _, jun = make.member("Ines"), make.member("Ruth"), make.member("Jun")
    as_(ines).post("/members/Ruth/follow")
    as_(jun).post("/members/Ines/follow")
    page = client.get(f"/members/Ines/friends?of={of}").text
    assert f"/members/{shown}" in page
    assert f"/members/{absent}" not in page


def test_an_unknown_member_is_404(client, app):
    assert client.get("/members/Nobody").status_code == 404
    assert client.get("/members/Nobody/friends").status_code == 404
    assert client.get("/members/by-id/12345").status_code == 404


def test_a_name_in_another_case_leads_to_the_one_address(client, app):
    make.member("Pavel Dvořák")
    assert client.get("/members/pavel DVOŘÁK").status_code == 301
