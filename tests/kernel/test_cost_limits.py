"""What signed-out senders may cost: large bodies and hashed passwords spend a budget sooner than small forms do."""

import io
from typing import Any

import pytest
from structlog.testing import capture_logs

from forum.app import create_app
from forum.kernel import cost_limits
from forum.kernel.db import db
from forum.members.actions import sign_in
from forum.members.passwords import hash_password
from tests import make
from tests.support.clients import Visitor, signed_in_with

pytestmark = pytest.mark.sqlite_only("costs are counted in a file of their own, or in Redis, never in the database")
FORM = "application/x-www-form-urlencoded"
PASSWORD = "the long way home"
LARGE = b"lights=down&x=" + b"x" * 900_000


class Unread(io.RawIOBase):
    """A body that must not be read."""

    def readinto(self, buffer):
        raise AssertionError("the body was read")


def send(client, body: bytes = LARGE, path: str = "/lights", address: str = "192.0.2.1", **environment: Any):
    """Send a form from an address."""
    environment = {"REMOTE_ADDR": address, **environment}
    return client.post(path, data=body, content_type=FORM, environ_overrides=environment)


def spend(client) -> int:
    """Send large forms until one is refused; return how many were taken."""
    for taken in range(20):
        if send(client).status_code == 429:
            return taken
    raise AssertionError("nothing was refused")


@pytest.mark.parametrize("path", ["/lights", "/login", "/nowhere", "/movies"])
def test_a_few_large_bodies_of_one_address_spend_its_minute(limited, path):
    client = limited.test_client()
    answers = [send(client, path=path).status_code for _ in range(10)]
    assert 429 not in answers[:5]
    assert set(answers[5:]) == {429}
    assert send(client, address="192.0.2.2").status_code != 429


def test_who_is_refused_is_told_how_long_before_the_body_is_read(limited):
    client = limited.test_client()
    assert spend(client) == 5
    environment: dict[str, Any] = {"CONTENT_LENGTH": "900000", "wsgi.input": Unread()}
    refused = send(client, b"", **environment)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert "Try again in about" in refused.text
    assert len(refused.data) < 4000
    assert client.get("/login", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


def test_a_body_whose_length_is_not_told_costs_as_the_largest(limited):
    untold: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    untold["wsgi.input_terminated"] = True
    client = limited.test_client()
    answers = [send(client, b"lights=down", **untold).status_code for _ in range(6)]
    assert answers[-1] == 429


def test_members_are_counted_by_requests_wherever_they_write_from(limited):
    member = make.member()
    sign_in(member, stays=False)
    spend(limited.test_client())
    client = signed_in_with(limited, member.get_id())
    assert {send(client).status_code for _ in range(10)} == {303}


def test_a_sign_in_that_has_ended_is_nobodys(limited):
    client = signed_in_with(limited, "no longer a sign-in")
    assert [send(client).status_code for _ in range(6)][-1] == 429


def test_a_family_behind_one_address_signs_in_registers_and_mistypes(limited):
    names = ["Ines", "Walter", "Maud", "Lixin", "Odile"]
    for name in names:
        make.member(name, password_hash=hash_password(PASSWORD))
    tries = [(name, password) for name in names for password in ("wrong one", "wrong two", PASSWORD)]
    for name, password in tries:
        form = {"name": name, "password": password}
        answer = limited.test_client().post("/login", data=form, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
        assert answer.status_code == (303 if password == PASSWORD else 422)
    letters = "abcdefgh"
    for letter in letters:
        form = {"name": f"Cousin {letter}{letter}", "password": PASSWORD, "again": PASSWORD}
        answer = limited.test_client().post("/register", data=form, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
        assert answer.status_code == 303


def test_hashing_a_password_costs_more_than_choosing_a_theme(limited):
    with limited.test_request_context("/login", method="POST", data={"name": "a", "password": "b"}):
        signing_in = cost_limits.get_cost()
    with limited.test_request_context("/register", method="POST"):
        registering = cost_limits.get_cost()
    with limited.test_request_context("/lights", method="POST", data={"lights": "down"}):
        choosing = cost_limits.get_cost()
    assert (choosing, signing_in, registering) == (2, 2 + cost_limits.PASSWORD_HASH_UNITS, 9)


def test_forms_of_other_sites_spend_nobodys_budget(limited):
    client = limited.test_client()
    for _ in range(10):
        answer = client.post(
            "/login", data=LARGE, content_type=FORM, headers={"Sec-Fetch-Site": "cross-site"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
        )  # fmt: skip
        assert answer.status_code == 400
    assert send(client).status_code == 303


def test_limits_that_are_off_count_no_cost(app, client):
    assert {send(client).status_code for _ in range(8)} == {303}


def test_a_store_that_cannot_be_used_limits_nobody(limited, tmp_path):
    (tmp_path / "limits.db").mkdir()
    assert {send(limited.test_client()).status_code for _ in range(8)} == {303}


def test_a_redis_that_is_away_limits_nobody_and_the_log_says_so(app, settings, tmp_path):
    away = {"rate_limits": True, "instance_path": tmp_path, "redis_url": "redis://127.0.0.1:1/0"}
    house = create_app(settings.model_copy(update=away))
    house.test_client_class = Visitor
    house.config["WTF_CSRF_ENABLED"] = False
    with capture_logs() as lines:
        assert {send(house.test_client()).status_code for _ in range(6)} == {303}
    assert "cost_limit.not_counted" in {line["event"] for line in lines}
    with house.app_context():
        db.engine.dispose()


def test_processes_of_one_machine_share_a_budget(limited, settings, tmp_path):
    other = create_app(settings.model_copy(update={"rate_limits": True, "instance_path": tmp_path}))
    other.test_client_class = Visitor
    other.config["WTF_CSRF_ENABLED"] = False
    clients = [house.test_client() for house in (limited, other)]
    answers = [send(clients[number % 2]).status_code for number in range(7)]
    assert answers == [303] * 5 + [429] * 2
    with other.app_context():
        db.engine.dispose()
