"""Every address of the house: who may use it, and that looking at it changes nothing."""

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.access import ACCESS, BODIES, VISITORS
from tests.house.conftest import World
from tests.support.databases import Sqlite
from tests.support.statements import count_queries

REDIRECTS = {301, 302, 303, 307, 308}


def test_every_route_says_who_may_use_it(house: Flask):
    routes = {row for rule in house.url_map.iter_rules() for row in _rows(rule)}
    assert routes - set(ACCESS) == set(), "add a row for each to tests/house/access.py"
    assert set(ACCESS) - routes == set(), "these routes are gone"
    assert set(BODIES) - routes == set(), "these routes are gone"


@pytest.mark.sqlite_only("who may do what, and that a GET sends no write, is decided before the databases differ")
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_door_opens_for_whom_it_should_and_looking_changes_nothing(
    world: World, house: Flask, database: Sqlite, visitor: str
):
    before = database.copy()
    wrong: dict[str, str] = {}
    written: dict[str, list[str]] = {}
    for row, allowed in ACCESS.items():
        method, endpoint = row.split()
        rule = next(rule for rule in house.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
        with count_queries() as statements:
            answer = world.client(visitor).open(world.address(rule), method=method, data=BODIES.get(row))
        if answer.status_code >= 500 or _is_refused(answer, visitor) is (visitor in allowed):
            wrong[row] = f"{answer.status} {answer.location or ''}"
        if method == "GET":
            written |= {row: statements.writes} if statements.writes else {}
        else:
            database.put_back(before)
    assert (wrong, written) == ({}, {})


def _rows(rule: Rule) -> list[str]:
    return [f"{method} {rule.endpoint}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]


def _leads_to_the_door(answer: TestResponse) -> bool:
    to_the_door = answer.status_code in REDIRECTS and (answer.location or "").startswith("/login")
    return to_the_door or answer.status_code == 401


def _is_refused(answer: TestResponse, visitor: str) -> bool:
    """Who is signed out is led to the door, or told of nothing; who is signed in is told no, or of nothing."""
    return answer.status_code == 404 or (
        _leads_to_the_door(answer) if visitor == "anonymous" else answer.status_code == 403
    )
