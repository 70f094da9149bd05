"""Whatever fails, the log says what and where, and never what somebody typed or what stands in a row."""

import logging
import os
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa
import structlog
from jinja2 import UndefinedError

from forum import cli
from forum.config import Settings
from forum.kernel import events, limit_store, logs, worker
from forum.kernel.db import db
from forum.kernel.events import hears
from forum.kernel.jobs import Job, enqueue, failed_jobs, handles
from forum.kernel.safe_errors import LoggableError, describe_error, format_error
from forum.kernel.sqlite import writer
from forum.members import actions, guessing, views
from forum.members.events import MemberFollowed
from forum.members.models import Member
from tests.make import member
from tests.support import full_disks, loggers
from tests.support.site import ROOT

CANARY = "canary7f3a"
EMAIL = f"{CANARY}@example.org"
PASSWORD = f"open sesame {CANARY}"
TYPED = {"name": "Ines Moreau", "password": PASSWORD, "email": EMAIL, "bio": f"my words {CANARY}"}


@handles("test_canary")
def _break_with(text: str) -> None:
    raise ValueError(f"what a mail server says of {text}")


@handles("test_canary_row")
def _break_row(text: str) -> None:
    db.session.add_all([Member(name=text, name_key="one", look_alike_key=text) for _ in range(2)])
    db.session.flush()


class Written:
    """Everything that was logged since, as on standard error."""

    def __init__(self, capsys) -> None:
        self._capsys, self._so_far = capsys, ""

    def __str__(self) -> str:
        self._so_far += self._capsys.readouterr().err
        return self._so_far


@pytest.fixture(params=["production", "development"])
def written(request, capsys):
    """What is logged from here on."""
    with loggers.kept():
        logs.configure(Settings(env=request.param))
        yield Written(capsys)


def assert_nothing_told(written: Written, *others: str) -> None:
    said = str(written)
    assert said, "something had to be logged"
    assert [secret for secret in (CANARY, "open sesame", "argon2", *others) if secret in said] == []


def test_a_row_that_breaks_a_rule_at_registration(client, app, written, monkeypatch):
    """As when a constraint nobody thought of is in the way."""
    member("Walter", email=EMAIL)
    db.session.commit()
    monkeypatch.setattr(actions, "look_alike_key", lambda _name: None)
    monkeypatch.setattr(actions, "IntegrityError", KeyError)
    assert client.post("/register", data=TYPED).status_code == 500
    assert_nothing_told(written, "ines moreau")
    assert "look_alike_key" in str(written)


def test_a_value_the_database_cannot_read(client, app, written, monkeypatch):
    def find(name: str) -> None:
        db.session.execute(sa.text("SELECT CAST(:typed AS integer) FROM nowhere"), {"typed": CANARY})

    monkeypatch.setattr(guessing, "find_member", find)
    assert client.post("/login", data=TYPED).status_code == 500
    assert_nothing_told(written)


@pytest.mark.sqlite_only("a full disk of PostgreSQL is its code 53100")
def test_a_full_disk(client, app, written):
    with full_disks.read_only(db.engine):
        assert client.post("/register", data=TYPED).status_code == 503
    assert_nothing_told(written, "Ines Moreau")


@pytest.mark.postgresql_only("a SQLite file has no connections to lose")
def test_a_lost_connection(client, database, written, monkeypatch):
    def cut(name: str) -> None:
        db.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid()), :typed"), {"typed": CANARY})

    monkeypatch.setattr(guessing, "find_member", cut)
    assert client.post("/login", data=TYPED).status_code == 503
    assert_nothing_told(written)


def broken_with(kind: type[Exception]):
    """A function that raises this error about what was typed."""

    def fail(*_given: object, **_named: object) -> None:
        words = f"cannot use {TYPED['bio']} of {EMAIL}"
        raise UnicodeEncodeError("ascii", words, 0, 1, words) if kind is UnicodeError else kind(words)

    return fail


def assert_only_the_place_is_told(answer, written: Written) -> None:
    assert answer.status_code == 500
    assert_nothing_told(written)
    assert "in fail" in str(written), "where it broke is said"


@pytest.mark.parametrize("kind", [ValueError, KeyError, RuntimeError, UnicodeError, LookupError, OSError])
@pytest.mark.parametrize("where", ["describe_oneself", "done"])
def test_an_error_in_a_view_that_names_what_it_was_about(as_, written, monkeypatch, where, kind):
    monkeypatch.setattr(views if where == "done" else actions, where, broken_with(kind))
    assert_only_the_place_is_told(as_(member()).post("/settings/bio", data=TYPED), written)
    assert kind.__name__[:5] in str(written)


def test_an_error_in_a_template(as_, app, written, monkeypatch):
    monkeypatch.setitem(app.jinja_env.globals, "place_of", broken_with(ValueError))
    monkeypatch.setitem(app.jinja_env.filters, "browser_name", broken_with(ValueError))
    assert_only_the_place_is_told(as_(member()).get("/settings"), written)


def test_an_error_in_a_listener(as_, written):
    fail, somebody = broken_with(ValueError), member("Walter")
    hears(MemberFollowed)(fail)
    try:
        answer = as_(member()).post(f"/members/{somebody.name}/follow", data=TYPED)
    finally:
        events._signals.signal(events._name(MemberFollowed)).disconnect(fail)
    assert_only_the_place_is_told(answer, written)


@pytest.mark.parametrize("kind", ["test_canary", "test_canary_row"])
def test_a_job_that_fails_and_what_admins_are_shown_of_it(app, written, kind):
    enqueue(kind, text=EMAIL)
    db.session.commit()
    db.session.execute(sa.update(Job).values(attempts=worker.MOST_ATTEMPTS - 1))
    db.session.commit()
    with writer():
        assert worker.run_one(app)
    (failed,) = failed_jobs()
    assert failed.error
    assert CANARY not in failed.error
    assert_nothing_told(written)


def test_the_counters_of_the_limits(settings, tmp_path, written):
    (tmp_path / "limits.db").mkdir()
    store = limit_store.FileStore(f"{limit_store.SCHEME}://{tmp_path / 'limits.db'}")
    assert store.incr(f"name:{CANARY}", 60) == 0
    assert_nothing_told(written)


def test_an_error_in_a_thread_of_its_own(written):
    thread = threading.Thread(target=_break_with, args=(EMAIL,))
    thread.start()
    thread.join()
    assert_nothing_told(written)
    assert "process.error_not_caught" in str(written)


def test_an_error_told_to_the_log_of_a_library(written):
    try:
        _break_with(EMAIL)
    except ValueError:
        logging.getLogger("library").exception("it broke")
        structlog.get_logger().error("broke too", exc_info=True)
    assert_nothing_told(written)
    assert str(written).count("ValueError: (message left out") == 2


def test_causes_are_told_in_their_order_and_as_little():
    try:
        try:
            _break_with(EMAIL)
        except ValueError as cause:
            raise LoggableError("the mail was not sent") from cause
    except LoggableError as error:
        lines = format_error(error)
    assert CANARY not in lines
    assert lines.index("ValueError: (message left out") < lines.index("LoggableError: the mail was not sent")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UndefinedError("'x' is undefined"), "UndefinedError: 'x' is undefined"),
        (AttributeError("no attribute 'x'"), "AttributeError: no attribute 'x'"),
        (PermissionError(13, "Permission denied", "/mail"), "PermissionError: Permission denied /mail"),
        (KeyError(), "KeyError"),
    ],
)
def test_what_speaks_of_code_alone_is_said(error, words):
    assert describe_error(error) == words


SECRETS = [
    {"BALCONY_DATABASE_URL": f"mysql://balcony:{CANARY}@localhost/balcony"},
    {"BALCONY_DATABASE_URL": f"postgresql://balcony:{CANARY}@localhost:port/balcony"},
    {"BALCONY_DATABASE_URL": f"postgresql://balcony:{CANARY}@127.0.0.1:1/balcony?sslmode=nonsense"},
    {"BALCONY_REDIS_URL": f"nonsense://:{CANARY}@localhost"},
    {"BALCONY_REDIS_URL": f"redis://:{CANARY}@localhost:port"},
    {"BALCONY_SECRET_KEY": CANARY},
    {"BALCONY_BASE_URL": f"ftp://{CANARY}@x"},
]


@pytest.mark.parametrize("settings", SECRETS, ids=lambda settings: str(settings).replace(CANARY, "…"))
def test_a_command_that_cannot_start_tells_no_secret(settings, tmp_path, monkeypatch, capsys):
    for name, value in (settings | {"BALCONY_INSTANCE_PATH": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["balcony", "members", "create", "Ines"])
    with loggers.kept(), pytest.raises(SystemExit):
        cli.main()
    assert CANARY not in "".join(capsys.readouterr())


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_server_that_imports_the_house_tells_no_secret_when_it_cannot(number, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BALCONY_INSTANCE_PATH": str(tmp_path)} | SECRETS[number]
    command = [sys.executable, "-c", "import wsgi"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert CANARY not in done.stdout + done.stderr
