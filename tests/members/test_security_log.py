"""What the log says of signing in: stable keys, ids and reasons; no name, no password, no address."""

import re

import pytest
from structlog.testing import capture_logs

from forum.kernel.db import db
from forum.kernel.security_log import log_event_after_commit
from forum.members import cli, passwords
from tests import make
from tests.house.source import ROOT, modules

PASSWORD = "the long way home"
CANARY = "hunter2-canary-typed-into-the-wrong-field"


@pytest.fixture
def ines(app):
    return make.member("Ines Moreau", password_hash=passwords.hash_password(PASSWORD))


def events(lines):
    return [line["event"] for line in lines if line["event"].startswith("auth.")]


def log_in(client, name="Ines Moreau", password=PASSWORD):
    return client.post("/login", data={"name": name, "password": password})


def test_coming_in_and_leaving(app, ines):
    client = app.test_client()
    with capture_logs() as lines:
        log_in(client)
        client.post("/logout")
        log_in(client)
    assert events(lines) == [
        "auth.sign_in_succeeded",
        "auth.device_remembered",
        "auth.signed_out",
        "auth.sign_in_succeeded",
    ]
    assert {line["member_id"] for line in lines if line["event"].startswith("auth.")} == {ines.id}


def test_a_refused_sign_in_names_the_reason_and_nothing_that_was_typed(app, ines):
    make.member("Walter M.", password_hash=None)
    with capture_logs() as lines:
        for name in ("Ines Moreau", CANARY, "Walter M."):
            log_in(app.test_client(), name, CANARY)
    failed = [line for line in lines if line["event"] == "auth.sign_in_failed"]
    assert [line["reason"] for line in failed] == ["wrong_password", "unknown_name", "archived_profile"]
    assert [line["member_id"] for line in failed] == [ines.id, None, 2]
    assert len({line["name_digest"] for line in failed}) == 3
    assert len({line["address_digest"] for line in failed}) == 1
    assert not any(word in str(lines) for word in (CANARY, "Ines", "127.0.0.1"))


def test_a_sign_in_that_was_limited(limited, ines):
    with capture_logs() as lines:
        answers = [log_in(limited.test_client(), password="wrong").status_code for _ in range(11)]
    assert answers[-1] == 429
    assert events(lines) == ["auth.sign_in_failed"] * 10 + ["auth.sign_in_limited"]
    assert next(line["reason"] for line in lines if line["event"] == "auth.sign_in_limited") == "name_and_address"


def test_a_browser_that_guessed_too_often(limited, ines):
    known = limited.test_client()
    log_in(known)
    with capture_logs() as lines:
        for _ in range(11):
            log_in(known, password="wrong")
    assert events(lines).count("auth.device_locked") == 1


def test_passwords_and_sign_ins(app, ines):
    here, there = app.test_client(), app.test_client()
    log_in(there)
    log_in(here)
    with capture_logs() as lines:
        here.post("/settings/password", data={"old_password": CANARY, "new_password": "another way home"})
        here.post("/settings/password", data={"old_password": PASSWORD, "new_password": "another way home"})
        log_in(there, password="another way home")
        here.post("/settings/sign-ins/3/revocation")
        app.test_cli_runner().invoke(cli.group, ["reset-password", "Ines Moreau"])
    assert [event for event in events(lines) if "sign_in" not in event] == [
        "auth.confirmation_failed",
        "auth.password_changed",
        "auth.device_remembered",
        "auth.device_forgotten",
        "auth.session_revoked",
        "auth.password_changed",
    ]
    assert CANARY not in str(lines)


def test_registering_and_roles(app):
    admin = make.admin(password_hash=passwords.hash_password(PASSWORD))
    office = app.test_client()
    log_in(office, admin.name)
    with capture_logs() as lines:
        app.test_client().post(
            "/register", data={"name": "Ines Moreau", "password": PASSWORD, "email": "i@example.org"}
        )
        office.post("/admin/roles", data={"name": "Ines Moreau", "role": "moderator"})
        app.test_cli_runner().invoke(cli.group, ["promote", "Ines Moreau", "--role", "admin"])
    assert events(lines)[0] == "auth.member_registered"
    changed = [line for line in lines if line["event"] == "auth.role_changed"]
    assert [(line["before"], line["role"], line["by"]) for line in changed] == [
        ("member", "moderator", admin.id),
        ("moderator", "admin", None),
    ]
    assert "i@example.org" not in str(lines)


def test_what_was_rolled_back_did_not_happen(app):
    with capture_logs() as lines:
        with db.session.begin_nested():
            log_event_after_commit("auth.nothing")
        db.session.rollback()
        db.session.commit()
        log_event_after_commit("auth.something")
        with db.session.begin_nested():
            db.session.execute(db.text("SELECT 1"))
        assert events(lines) == []
        db.session.commit()
        db.session.commit()
    assert events(lines) == ["auth.something"]


def test_an_event_carries_the_id_of_its_request(app, ines, capsys):
    client = app.test_client()
    answer = client.post(
        "/login", data={"name": "Ines Moreau", "password": "wrong"}, headers={"X-Request-ID": "request-12345"}
    )
    assert answer.headers["X-Request-ID"] == "request-12345"
    line = next(line for line in capsys.readouterr().out.splitlines() if "auth.sign_in_failed" in line)
    assert "request-12345" in line


def test_the_page_about_running_a_site_lists_every_event():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    written = {event for module in modules() for event in re.findall(r'"(auth\.\w+)"', module.text)}
    assert set(re.findall(r"`(auth\.\w+)`", page)) == written
