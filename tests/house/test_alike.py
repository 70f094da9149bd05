"""What is kept for all members is the same for all: nobody is ever shown what is another's."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from forum.kernel import alike
from forum.kernel.db import Base, db
from forum.kernel.page_version import version_reader
from tests.house.access import ACCESS, VISITORS
from tests.house.conftest import World
from tests.support.statements import count_queries

# Each rendering has keys of its own, and an error page its request's id; nothing else may differ.
OWN = re.compile(r'name="(?:once|csrf_token)" value="[^"]+"|Request: <code>[0-9a-f]+</code>')
CHANGED_BY_READING = {"/notifications"}
MEMBERS = [visitor for visitor in VISITORS if visitor != "anonymous"]
ALIKE_ON_BOTH = pytest.mark.sqlite_only("what a part depends on is decided before the databases differ")
ALIKE = ["/", "/movies", "/movies?sort=title&q=film", "/boards", "/boards/the-lobby", "/search?q=seats"]


@pytest.fixture
def keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app with parts of pages kept as outside the tests, none so far."""
    version = version_reader(db.engine.url)
    assert version
    monkeypatch.setitem(app.extensions, alike.KEPT, None)
    alike.keep(app, version)
    yield app
    version.close()


@ALIKE_ON_BOTH
def test_every_page_reads_to_each_member_as_if_nothing_were_kept(world: World, house: Flask, keeping: Flask):
    addresses = {address for row in ACCESS if (address := _address(world, house, row))} - CHANGED_BY_READING
    read = {visitor: _read(world, visitor, addresses) for visitor in (*MEMBERS, *reversed(MEMBERS))}
    del keeping.extensions[alike.KEPT]
    for visitor in MEMBERS:
        assert read[visitor] == _read(world, visitor, addresses)


def test_a_cookie_of_nobody_neither_shows_nor_leaves_behind_what_is_not_everybodys(world: World, keeping: Flask):
    """Whoever sends one shares what is kept with members, and may come before them or after."""
    asked = [*ALIKE, f"/movies/{world.parts['slug']}", f"/threads/{world.parts['thread_id']}/seats"]
    nobody, member, plain = world.client("anonymous"), world.client("author"), world.client("anonymous")
    nobody.set_cookie(keeping.config["SESSION_COOKIE_NAME"], "x")
    for address in asked:
        first, theirs, again = (OWN.sub("", client.get(address).text) for client in (nobody, member, nobody))
        assert first == again == plain.get(address).text
        alike.keep(keeping, keeping.extensions[alike.KEPT][0])  # nothing any more
        assert theirs == OWN.sub("", member.get(address).text)


def test_what_all_are_shown_costs_the_next_member_one_query(world: World, keeping: Flask):
    first, second = world.client("author"), world.client("stranger")
    for address in ALIKE:
        assert first.get(address).status_code == 200
        with count_queries() as asked:
            assert second.get(address).status_code == 200
        assert len(asked) == 1, (address, list(asked))  # who is asking


@ALIKE_ON_BOTH
def test_no_part_shows_anything_whose_change_would_not_be_noticed(world: World, house: Flask, keeping: Flask):
    unseen = re.compile(rf"\b({'|'.join(name for name, table in Base.metadata.tables.items() if table.info)})\b")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if alike._for_all.get():
            asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        _read(world, "admin", {address for row in ACCESS if (address := _address(world, house, row))})
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) > len(ALIKE)
    assert [statement for statement in asked if unseen.search(statement)] == []


def _address(world: World, house: Flask, row: str) -> str:
    method, endpoint = row.split()
    rule: Rule = next(rule for rule in house.url_map.iter_rules(endpoint) if method in (rule.methods or ()))
    return world.address(rule) if method == "GET" else ""


def _read(world: World, visitor: str, addresses: set[str]) -> dict[str, str]:
    client = world.client(visitor)
    return {address: OWN.sub("", client.get(address).text) for address in sorted(addresses)}
