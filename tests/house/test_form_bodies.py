"""Every address that takes a form takes forms alone, and whatever a form holds is never the server's fault."""

from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from tests.house import bodies
from tests.house.conftest import World
from tests.support.databases import Database, Sqlite

# After these there is less to post to; "author" is the member who made everything in this world.
LAST = ("withdraw", "remove", "removal", "revoke", "merge", "sign_in", "delete")
WHO = ("anonymous", "author", "moderator", "admin")
QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck))
RAW_TOKEN = "a" * 40

pytestmark = pytest.mark.usefixtures("tokens")


def post_rules(house: Flask) -> list[Rule]:
    """Every address that takes a form, those last that take something away."""
    rules = [rule for rule in house.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return sorted(rules, key=lambda rule: (any(word in rule.endpoint for word in LAST), rule.endpoint))


def browser(world: World, visitor: str) -> FlaskClient:
    """A browser of this visitor whose session holds the token that every form here is sent with."""
    client = world.client(visitor)
    with client.session_transaction() as session:
        session["csrf_token"] = RAW_TOKEN
    return client


def post(world: World, visitor: str, address: str, body: tuple[str, bytes]):
    """What answers this body, sent with a valid token."""
    token = URLSafeTimedSerializer(str(world.app.secret_key), salt="wtf-csrf-token").dumps(RAW_TOKEN)
    headers = {"X-CSRFToken": token, "Content-Type": body[0].encode("latin-1", "replace").decode("latin-1")}
    return browser(world, visitor).post(address, data=body[1], headers=headers)


def forms_of(world: World, visitor: str) -> dict[str, list[tuple[str, str]]]:
    """The fields of every form that this visitor is shown, by the address it is sent to."""
    client = world.client(visitor)
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            page = client.get(world.address(rule))
            if page.mimetype == "text/html":
                reader = FormReader(rule.rule)
                reader.feed(page.text)
                found |= reader.forms
    return found


class FormReader(HTMLParser):
    """Collects the fields of a page's forms by the path each is sent to, without its token."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self._fields = self.forms.setdefault(path, [])
        self._path = path

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field of it; of a text area the name alone."""
        found = dict(attrs)
        if tag == "form":
            self._fields = self.forms.setdefault((found.get("action") or self._path).split("?")[0], [])
        elif tag in ("input", "textarea", "select", "button") and found.get("name") not in (None, "csrf_token"):
            self._fields.append((found["name"], found.get("value") or "on"))


def try_each(strategy: st.SearchStrategy, check: Callable[[Any], None], *, examples: int) -> None:
    """Check a few examples, the same ones wherever tests are derandomized."""

    @settings(QUICK, max_examples=examples)
    @given(strategy)
    def run(example: Any) -> None:
        check(example)

    run()


@pytest.mark.parametrize("visitor", WHO)
def test_whatever_a_form_holds_is_never_the_servers_fault(world: World, house: Flask, database: Database, visitor: str):
    before = database.copy() if isinstance(database, Sqlite) else None
    forms = forms_of(world, visitor)
    for rule in post_rules(house):
        address = world.address(rule)
        check = partial(is_not_broken_by, world, visitor, address)
        try_each(bodies.forms(forms.get(address, [])), check, examples=4)
        if before is not None and isinstance(database, Sqlite):
            database.put_back(before)


@pytest.mark.parametrize("visitor", WHO)
def test_what_is_no_form_is_refused_everywhere(world: World, house: Flask, visitor: str):
    for rule in post_rules(house):
        try_each(bodies.no_forms, partial(refuses, world, visitor, world.address(rule)), examples=2)


def is_not_broken_by(world: World, visitor: str, address: str, body: tuple[str, bytes]) -> None:
    """Fail where the server broke over this body."""
    answer = post(world, visitor, address, body)
    assert answer.status_code < 500, f"{answer.status_code} from {address}"


def refuses(world: World, visitor: str, address: str, body: tuple[str, bytes]) -> None:
    """Fail where this body was taken for a form."""
    assert post(world, visitor, address, body).status_code == 415, address
