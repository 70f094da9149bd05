"""Every address of the house: who may use it, and that looking changes nothing."""

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.access import ACCESS, BODIES, VISITORS
from tests.house.conftest import World
from tests.support.statements import count_queries

SAME_ON_BOTH = "who may do what is decided before the databases differ"
REDIRECTS = {301, 302, 303, 307, 308}


def test_every_route_says_who_may_use_it(house: Flask):
    routes = {row for rule in house.url_map.iter_rules() for row in _rows(rule)}
    assert routes - set(ACCESS) == set(), "add a row for each to tests/house/access.py"
    assert set(ACCESS) - routes == set(), "these routes are gone"
    assert set(BODIES) - routes == set(), "these routes are gone"


@pytest.mark.sqlite_only(SAME_ON_BOTH)
@pytest.mark.parametrize("row", ACCESS)
@pytest.mark.parametrize("visitor", VISITORS)
def test_a_door_opens_for_whom_it_should_and_for_nobody_else(world: World, house: Flask, row: str, visitor: str):
    method, endpoint = row.split()
    rule = next(rule for rule in house.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
    answer = world.clients[visitor].open(world.address(rule), method=method, data=BODIES.get(row))
    assert answer.status_code < 500, answer.text
    if visitor in ACCESS[row]:
        assert not _is_refused(answer), f"{visitor} was refused: {answer.status}, {answer.location}"
    elif visitor == "anonymous":
        assert _leads_to_the_door(answer), f"anonymous got {answer.status}, {answer.location}"
    else:
        assert answer.status_code in {403, 404}, f"{visitor} got {answer.status}"


def test_looking_changes_nothing(world: World, house: Flask):
    written = {}
    for rule in house.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            for visitor in VISITORS:
                with count_queries() as statements:
                    world.clients[visitor].get(world.address(rule))
                if statements.writes:
                    written[f"{visitor} GET {rule.endpoint}"] = statements.writes
    assert written == {}


def _rows(rule: Rule) -> list[str]:
    return [f"{method} {rule.endpoint}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]


def _leads_to_the_door(answer: TestResponse) -> bool:
    to_the_door = answer.status_code in REDIRECTS and (answer.location or "").startswith("/login")
    return to_the_door or answer.status_code == 401


def _is_refused(answer: TestResponse) -> bool:
    return _leads_to_the_door(answer) or answer.status_code in {400, 403, 404, 405}
