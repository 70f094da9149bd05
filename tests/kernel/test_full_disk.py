"""A SQLite database that takes no more writes: readers notice nothing, and whoever writes is told to try again."""

import io
import resource
import sys
from contextlib import ExitStack, contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from forum.app import create_app
from forum.config import Settings
from forum.kernel import logs, worker
from forum.kernel.db import db
from forum.kernel.jobs import Job, enqueue
from forum.kernel.sqlite import writer
from forum.members.actions import sign_in
from forum.members.models import Member, SignIn
from forum.members.passwords import hash_password
from tests.make import member
from tests.support import forks, full_disks
from tests.support.clients import Visitor, signed_in_with

pytestmark = pytest.mark.sqlite_only("PostgreSQL says by code 53100 that its disk is full: test_db_faults")
TROUBLES = {"full": full_disks.full, "read-only": full_disks.read_only}
LONG = "My <long> words " + "🎬" * 900  # more than fits into what is free in the file
PASSWORD = "a long enough password"
SMALLEST_FILE = 2048
PATIENCE = 60


@pytest.fixture(params=TROUBLES)
def trouble(request, app):
    """Make the disk full or read-only while inside."""
    with ExitStack() as stack:

        def trouble():
            db.session.rollback()
            stack.enter_context(TROUBLES[request.param](db.engine))

        yield trouble


def test_every_page_can_still_be_read(client, as_, trouble):
    reader = as_(member())
    trouble()
    for path in ("/", "/movies", "/boards", "/login", "/register", "/members", "/healthz"):
        assert client.get(path).status_code == 200
        assert reader.get(path).status_code in (200, 302)


def test_what_was_typed_is_shown_again_with_a_button_and_nothing_is_half_saved(as_, trouble):
    somebody = member(bio="Before")
    client = as_(somebody)
    trouble()
    with capture_logs() as lines:
        answer = client.post("/settings/bio", data={"bio": LONG})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "My &lt;long&gt; words" in answer.text
    assert "Send again" in answer.text
    assert [line["event"] for line in lines] == ["database.unavailable", "request"]
    assert somebody.bio == "Before"


def test_it_heals_by_itself(as_, app, request):
    somebody = member()
    client = as_(somebody)
    with full_disks.full(db.engine):
        assert client.post("/settings/bio", data={"bio": LONG}).status_code == 503
    assert client.post("/settings/bio", data={"bio": LONG}).status_code == 303
    assert somebody.bio == LONG.strip()


def test_nobody_can_sign_in_and_is_told_so(app, client):
    member("Ines Moreau", password_hash=hash_password(PASSWORD))
    db.session.commit()
    with full_disks.read_only(db.engine):
        answer = client.post("/login", data={"name": "Ines Moreau", "password": PASSWORD})
    _is_told_to_try_again(answer)
    assert PASSWORD not in answer.text
    assert "Send again" not in answer.text  # without the password that leads nowhere


def test_nobody_can_register_and_is_told_so(app, client):
    with full_disks.read_only(db.engine):
        form = {"name": "Ines Moreau", "password": PASSWORD, "email": "ines@example.org"}
        answer = client.post("/register", data=form)
    _is_told_to_try_again(answer)
    assert PASSWORD not in answer.text
    assert db.session.scalars(sa.select(Member)).all() == []


def test_who_signs_out_is_signed_out_of_this_browser_and_told_what_is_left(as_, app):
    client = as_(member())
    with full_disks.read_only(db.engine):
        answer = client.post("/logout")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "You are signed out in this browser" in answer.text
        assert "stays valid" in answer.text
        assert answer.headers["Clear-Site-Data"]
        assert client.get("/settings").status_code == 302  # the cookie is gone
    assert db.session.query(SignIn).count() == 1


def test_the_worker_waits_and_goes_on(app):
    enqueue("forget_old_forms", key="one")
    db.session.commit()
    with full_disks.read_only(db.engine), writer():
        db.session.remove()
        with capture_logs() as lines:
            assert worker._safely(worker.run_one, app) is False
        assert [line["event"] for line in lines] == ["worker waits for the database"]
    with writer():
        assert worker._safely(worker.run_one, app) is True
    assert db.session.query(Job).count() == 0


def test_a_write_the_system_refuses_is_no_fault_of_ours_either(settings, app):
    """A limit on the size of files makes the kernel refuse, as a disk does that is full or fails."""
    somebody = member("Ines Moreau", password_hash=hash_password(PASSWORD))
    sign_in(somebody, stays=False, browser="tests")
    token = somebody.get_id()
    db.session.commit()
    ours, theirs = Pipe()
    process = forks.start(write_to_a_limit, theirs, settings.database_url, str(settings.instance), token)
    assert ours.poll(PATIENCE)
    statuses, written = ours.recv()
    process.join(PATIENCE)
    assert statuses == {
        "bio": 503, "login": 503, "register": 503, "boards": 200, "logout": 503, "settings": 302, "login again": 303
    }  # fmt: skip
    assert db.session.query(Member).count() == 1
    assert db.session.query(SignIn).count() == 2
    assert [canary for canary in (PASSWORD, token, "ines@example.org", "argon2") if canary in written] == []


def write_to_a_limit(pipe: Connection, database_url: str, folder: str, token: str) -> None:
    """Visit a house where no file may grow; send how each visit was answered, and what was logged."""
    chosen = Settings(env="testing", database_url=database_url, instance_path=Path(folder), secret_key="s" * 32)
    sys.stderr = io.StringIO()
    logs.configure(chosen)
    app = create_app(chosen)
    app.test_client_class = Visitor
    app.config["WTF_CSRF_ENABLED"] = False
    client, stranger = signed_in_with(app, token), app.test_client()
    client.get("/settings")
    door = {"name": "Ines Moreau", "password": PASSWORD}
    with _no_file_may_grow():
        answers = {
            "bio": client.post("/settings/bio", data={"bio": "x" * 1000}),
            "login": stranger.post("/login", data=door),
            "register": stranger.post("/register", data=door | {"name": "Walter", "email": "ines@example.org"}),
            "boards": client.get("/boards"),
            "logout": client.post("/logout"),
            "settings": client.get("/settings"),
        }
    answers["login again"] = stranger.post("/login", data=door)
    pipe.send(({name: answer.status_code for name, answer in answers.items()}, sys.stderr.getvalue()))


@contextmanager
def _no_file_may_grow():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALLEST_FILE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _is_told_to_try_again(answer) -> None:
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was saved" in answer.text
