"""Everybody in the house, by newest, most followed and badge."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from forum.kernel.db import db, now
from forum.kernel.paging import Page, Place
from forum.members.models import Member
from forum.members.names import look_alike_key, name_key
from forum.members.queries import most_followed, newest_members
from tests import make
from tests.movies.plans import plans
from tests.support.statements import query_budget

NAME = re.compile(r'<span class="member-name" dir="auto">([^<]*)</span>')


def crowd(number):
    """So many members, every fifth with the badge, most of them followed by nobody."""
    since = now() - timedelta(days=900)
    names = [f"Seat {n:05d}" for n in range(number)]
    rows = [
        {
            "name": name,
            "name_key": name_key(name),
            "look_alike_key": look_alike_key(name),
            "is_super_reviewer": n % 5 == 0,
            "followers_count": max(0, n - number + 100),
            "created_at": since + timedelta(hours=n // 7),  # they came in groups
        }
        for n, name in enumerate(names)
    ]
    db.session.execute(sa.insert(Member), rows)
    db.session.commit()


def test_members_are_listed_three_ways(client):
    make.member("Ada", followers_count=2)
    make.super_reviewer("Ruth Okafor", email="ruth@example.org")
    make.member("Cléo", followers_count=1, password_hash=None)
    listed = {by: client.get(f"/members{by}") for by in ("", "?by=followed", "?by=super")}
    assert {by: NAME.findall(page.text) for by, page in listed.items()} == {
        "": ["Cléo", "Ruth Okafor", "Ada"],
        "?by=followed": ["Ada", "Cléo", "Ruth Okafor"],
        "?by=super": ["Ruth Okafor"],
    }
    page = listed[""]
    assert "ruth@example.org" not in page.text
    assert 'name="in" value="members"' in page.text
    assert "Set-Cookie" not in page.headers
    assert 'method="post"' not in page.text
    assert "2 followers" in listed["?by=followed"].text
    assert client.get("/members?by=email").status_code == 404
    assert client.get("/members?after=broken").status_code == 422


def test_an_empty_house_says_so(client):
    assert "Nobody has taken a seat yet." in client.get("/members").text
    make.member()
    assert "Nobody holds the badge yet." in client.get("/members?by=super").text


@pytest.mark.parametrize("number", [10, 3000])
def test_every_list_of_members_is_one_walk_along_an_index(client, number):
    crowd(number)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    for by in ("", "?by=followed", "?by=super"):
        client.get(f"/members{by}")
        with query_budget(1):
            assert client.get(f"/members{by}").status_code == 200
    if number > 10:
        _walks_their_index()


def _walks_their_index():
    ways: dict[str, Callable[..., Page]] = {
        "newest": newest_members,
        "newest_super": partial(newest_members, True),
        "most_followed": most_followed,
    }
    after = {index: ask().after for index, ask in ways.items()}
    for index, ask in ways.items():
        with plans() as found:
            second = ask(place=Place(after=after[index]))
        assert len(second.items) == 48
        assert f"ix_members_{index} " in found[0]
        assert not re.search(r"TEMP B-TREE|\bSort\b|Seq Scan", found[0])
