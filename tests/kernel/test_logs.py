"""The house's own words: one line a request, an id on it, nothing secret in it, and nothing that forges another."""

import json
import logging

import pytest
import structlog
from flask import Flask
from structlog.testing import capture_logs

from forum.config import Settings
from forum.kernel import logs
from tests.support import loggers

PASSWORD = "open sesame"


@pytest.fixture
def plain() -> Flask:
    """An app that does nothing but log."""
    app = Flask("plain")
    logs.install(app)
    app.add_url_rule("/reset/<token>", view_func=lambda **_: "opened", endpoint="reset")
    app.add_url_rule("/healthz", view_func=lambda: "ok", endpoint="health")
    app.add_url_rule("/films/<path:name>", view_func=lambda **_: "shown", endpoint="film")
    return app


@pytest.fixture
def configured():
    """Logging as it is outside the tests, put back after."""
    with loggers.kept():
        yield logs.configure


def requests_logged(app: Flask, path: str, **how) -> list:
    with capture_logs() as lines:
        app.test_client().get(path, **how)
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_one_line_without_its_query(plain):
    (line,) = requests_logged(plain, "/films/metropolis?q=my+secret+wish")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/films/metropolis", 200)
    assert line["ms"] >= 0
    assert "secret" not in str(line)


def test_a_request_that_fails_is_logged_too(plain):
    (line,) = requests_logged(plain, "/nowhere")
    assert line["status"] == 404


def test_the_part_of_an_address_that_opens_a_door_is_not_written_down(plain):
    (line,) = requests_logged(plain, "/reset/abc%2Bdef")
    assert line["path"] == "/reset/***"


def test_an_address_cannot_forge_a_line(plain):
    (line,) = requests_logged(plain, "/films/a%0d%0a%1b[31mforged")
    assert line["path"] == "/films/a%0D%0A%1B%5B31mforged"


def test_probes_are_not_logged(plain):
    assert requests_logged(plain, "/healthz") == []


def test_each_request_has_an_id_of_its_own(plain):
    client = plain.test_client()
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert first != second
    assert len(first) == 32


@pytest.mark.parametrize(
    "sent, kept", [("proxy-1234.abc", True), ("short", False), ("a b" * 5, False), ("x" * 65, False)]
)
def test_a_proxy_may_name_the_request_in_sound_letters(plain, sent, kept):
    answer = plain.test_client().get("/healthz", headers={"X-Request-ID": sent})
    assert (answer.headers["X-Request-ID"] == sent) is kept


def test_in_production_every_line_is_json_also_those_of_libraries(configured, capsys):
    configured(Settings(env="production"))
    structlog.get_logger("house").warning("said", who="a\nb")
    logging.getLogger("library").error("went %s", "wrong\r\nforged")
    try:
        raise ValueError("lamp")
    except ValueError:
        structlog.get_logger("house").exception("broken")
    first, second, third = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["who"], first["level"], first["logger"]) == ("said", "a\\nb", "warning", "house")
    assert second["event"] == "went wrong\\r\\nforged"
    assert "ValueError: lamp" in third["exception"]


def test_in_development_a_line_cannot_be_forged_either(configured, capsys):
    configured(Settings(env="development"))
    structlog.get_logger("house").info("said", who="a\nb\x1b[2J")
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "\x1b[2J" not in written


@pytest.mark.parametrize("env", ["production", "development"])
def test_a_traceback_does_not_tell_what_was_in_the_hands_of_the_code(configured, capsys, env):
    configured(Settings(env=env))
    try:
        raise_with(PASSWORD)
    except ValueError:
        structlog.get_logger("house").exception("broken")
    written = capsys.readouterr().err
    assert "ValueError: lamp" in written
    assert PASSWORD not in written


def test_being_configured_twice_does_not_say_everything_twice(configured, capsys):
    configured(Settings(env="production"))
    configured(Settings(env="production"))
    structlog.get_logger("house").info("once")
    assert len(capsys.readouterr().err.splitlines()) == 1


def raise_with(password: str) -> None:
    raise ValueError("lamp")
