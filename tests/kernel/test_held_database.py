"""SQLite that somebody outside holds: readers go on, and of those who write only some wait."""

import sqlite3
import threading
from contextlib import closing, contextmanager

import pytest

from forum.kernel import write_lock
from forum.kernel.db import db
from tests.make import member

pytestmark = pytest.mark.sqlite_only("on PostgreSQL writers of different rows do not wait for each other")
WRITERS = 20


@contextmanager
def held(database, how="IMMEDIATE"):
    """Inside, another program's write goes on and on."""
    db.session.rollback()
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        try:
            yield
        finally:
            other.rollback()


@contextmanager
def waiting_writers(as_, number):
    """Inside, so many members wait to write; gives their threads and, by the end, how each was answered."""
    clients, answers = [as_(member()) for _ in range(number)], []
    db.session.rollback()

    def write(client):
        answers.append(client.post("/settings/bio", data={"bio": "My <long> words"}))

    threads = [threading.Thread(target=write, args=(client,)) for client in clients]
    yield threads, answers
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_nobody_who_reads_waits_for_twenty_who_write(as_, client, database, how):
    reader = as_(member())
    with waiting_writers(as_, WRITERS) as (threads, answers), held(database, how):
        for thread in threads:
            thread.start()
        threading.Event().wait(0.5)
        assert [reader.get("/movies").status_code, client.get("/boards").status_code] == [200, 200]
        assert client.get("/login").status_code == 200
        assert answers == [], "the writers were still waiting while others read"
        for thread in threads:
            thread.join()
    assert {answer.status_code for answer in answers} == {503}
    assert all("My &lt;long&gt; words" in answer.text and "Send again" in answer.text for answer in answers)
    assert {answer.headers["Retry-After"] for answer in answers} == {"5"}


def test_who_finds_too_many_waiting_is_answered_at_once_with_the_words_kept(as_, database, monkeypatch):
    late = as_(member())
    with waiting_writers(as_, write_lock.MOST_WAITING + 1) as (threads, answers), held(database):
        for thread in threads:
            thread.start()
        threading.Event().wait(1)
        answer = late.post("/settings/bio", data={"bio": "My <long> words"})
        assert answer.status_code == 503
        assert "My &lt;long&gt; words" in answer.text
        assert answers == [], "the others were still waiting"
