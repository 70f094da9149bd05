"""What a reader gets when the database is busy, locked, or gone for a moment."""

import sqlite3
import threading
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from forum.app import create_app
from forum.kernel import sqlite
from forum.kernel.db import db
from tests.kernel import conftest
from tests.make import member
from tests.support.clients import Visitor, signed_in_with


@pytest.fixture
def meeting(monkeypatch):
    """Two requests wait for each other once."""
    monkeypatch.setattr(conftest, "both_read", threading.Barrier(2))


@pytest.mark.postgresql_only("SQLite has one writer at a time, so nobody deadlocks")
def test_of_two_requests_that_lock_each_other_out_both_are_done(worker_in, workshop, meeting):
    one, other = member(), member()
    answers = _at_once(
        (worker_in(member()), f"/workshop/crossed/{one.id}/{other.id}"),
        (worker_in(member()), f"/workshop/crossed/{other.id}/{one.id}"),
    )
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (one.bio, other.bio) == ("++", "++")


@pytest.mark.postgresql_only("SQLite takes the writer's place before the first read, so nobody is overtaken")
def test_a_request_that_was_overtaken_is_run_again(worker_in, workshop, meeting):
    somebody = member()
    path = f"/workshop/overtaken/{somebody.id}"
    answers = _at_once((worker_in(member()), path), (worker_in(member()), path))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert somebody.bio == "++"


@pytest.mark.postgresql_only("a SQLite file has no connections to lose")
def test_a_lost_connection_is_made_anew_before_anybody_notices(app, database):
    client = app.test_client()
    assert client.get("/boards").status_code == 200
    database._connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IN ('idle', 'idle in transaction')"
    )
    db.session.remove()
    assert client.get("/boards").status_code == 200


@pytest.mark.sqlite_only("on PostgreSQL writers of different rows do not wait for each other")
def test_while_another_holds_the_writers_place_words_are_kept_and_reading_goes_on(worker_in, database):
    somebody = member(bio="Before")
    client = worker_in(somebody)
    with _held(database):
        answer = client.post("/settings/bio", data={"bio": "My <long> words"})
        assert client.get("/boards").status_code == 200
    _says_send_again(answer)
    assert somebody.bio == "Before"
    assert client.post("/settings/bio", data={"bio": "My <long> words"}).status_code == 303


@pytest.mark.sqlite_only("on PostgreSQL writers of different rows do not wait for each other")
def test_so_it_is_when_the_limits_ask_first_who_writes(worker_in, workshop, settings, database, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", conftest.BRIEF_SECONDS)
    limited = create_app(settings.model_copy(update={"rate_limits": True}))
    limited.test_client_class = Visitor
    limited.config["WTF_CSRF_ENABLED"] = False
    client = worker_in(member(), limited)
    with _held(database):
        answer = client.post("/settings/bio", data={"bio": "My <long> words"})
    _says_send_again(answer)
    with limited.app_context():
        db.engine.dispose()


@pytest.mark.sqlite_only("PostgreSQL has one kind of transaction")
def test_nobody_writes_in_a_transaction_that_began_as_a_read(workshop):
    """Also not whoever comes with a cookie that is no longer good: a write meanwhile would cost them theirs."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(" ".join(statement.split()[:3]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        answer = signed_in_with(workshop, "dead").post("/workshop/made", data={"text": "words"})
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert answer.status_code == 303
    begins = [statement for statement in seen[: seen.index("INSERT INTO members")] if statement.startswith("BEGIN")]
    assert begins == ["BEGIN", "BEGIN IMMEDIATE"]


def _says_send_again(answer):
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "My &lt;long&gt; words" in answer.text
    assert "Send again" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@contextmanager
def _held(database):
    """Inside, another process's write goes on and on."""
    db.session.rollback()
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def _at_once(*posts):
    answers = {}
    threads = [
        threading.Thread(
            target=lambda number=number, client=client, path=path: answers.update({number: client.post(path)})
        )
        for number, (client, path) in enumerate(posts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    db.session.expire_all()
    return [answers[number] for number in sorted(answers)]
