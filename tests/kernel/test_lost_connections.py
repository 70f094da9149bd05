"""PostgreSQL that ends connections, is started again, or takes no writes: nobody sees a fault, nothing is lost."""

import threading
from collections import Counter
from typing import Self

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from forum.app import create_app
from forum.config import Settings
from forum.kernel import alike, page_version, web
from forum.kernel.db import db
from forum.members.models import Member
from tests.conftest import SECRET
from tests.kernel.conftest import bp
from tests.make import member
from tests.support import postgres, schema
from tests.support.clients import Visitor

pytestmark = pytest.mark.postgresql_only("a SQLite file has no connections to lose")
END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend'
"""
PAGES = ("/", "/boards", "/movies", "/members")
CLIENTS, REQUESTS = 6, 40


class Crowd:
    """Clients in threads of their own, who read and write until they had enough; `answers` counts statuses."""

    def __init__(self, app: Flask) -> None:
        self.answers: Counter[int] = Counter()
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self._app = app
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        for thread in self._threads:
            thread.join()

    def is_busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _visit(self, number: int) -> None:
        client = self._app.test_client()
        for turn in range(REQUESTS):
            text = f"{number}-{turn}"
            if turn % 2:
                answer = client.get(PAGES[turn % len(PAGES)])
            else:
                self.sent.append(text)
                answer = client.post("/workshop/made", data={"text": text})
                if answer.status_code == 303:
                    self.acknowledged.append(text)
            self.answers[answer.status_code] += 1


def written() -> Counter[str]:
    """How often each text was saved."""
    db.session.rollback()
    return Counter(db.session.scalars(sa.select(Member.bio).where(Member.bio.like("%-%"))))


def assert_nothing_lost(crowd: Crowd) -> None:
    assert crowd.answers.keys() <= {200, 303, 503}, crowd.answers
    saved = written()
    assert [text for text in crowd.acknowledged if saved[text] != 1] == []
    assert {text for text, times in saved.items() if times > 1} == set()


def cut_all(database) -> None:
    """End every connection to the database but the test's own."""
    database._connection.execute(END_ALL)


def test_connections_that_are_ended_again_and_again_show_no_fault_and_lose_nothing(workshop, database):
    db.session.remove()
    with Crowd(workshop) as crowd:
        while crowd.is_busy():
            cut_all(database)
            threading.Event().wait(0.02)
    assert crowd.answers[303] > 0
    assert_nothing_lost(crowd)


@pytest.fixture
def cut_at(database):
    """End all connections once, just before the first statement that begins with these words."""
    listeners = []

    def cut_at(beginning: str) -> None:
        done = threading.Event()

        def cut(_connection, _cursor, statement, *_rest):
            if statement.startswith(beginning) and not done.is_set():
                done.set()
                cut_all(database)

        sa.event.listen(sa.Engine, "before_cursor_execute", cut)
        listeners.append(cut)

    yield cut_at
    for cut in listeners:
        sa.event.remove(sa.Engine, "before_cursor_execute", cut)


def test_a_page_whose_connection_is_lost_while_it_is_read_is_read_again(workshop, cut_at):
    client = workshop.test_client()
    db.session.remove()
    cut_at("SELECT members")
    assert client.get("/members").status_code == 200


def test_a_write_whose_connection_is_lost_before_it_is_saved_is_run_again(workshop, cut_at):
    client = workshop.test_client()
    db.session.remove()
    cut_at("INSERT INTO members")
    assert client.post("/workshop/made", data={"text": "once-only"}).status_code == 303
    assert written() == {"once-only": 1}


def test_a_write_whose_connection_is_lost_as_it_is_saved_is_never_run_again(worker_in, cut_at):
    client = worker_in(member())
    cut_at("COMMIT")
    form = {"text": "perhaps-saved", "once": "k" * 20}
    answer = client.post("/workshop/made", data=form)
    assert answer.status_code == 503
    assert web.SAFE_TO_REPEAT in answer.text
    assert f'name="once" value="{"k" * 20}"' in answer.text  # sent again, it is the same form
    assert client.post("/workshop/made", data=form).status_code == 303
    assert written() == {"perhaps-saved": 1}


def test_a_write_that_was_saved_though_its_answer_was_lost_is_not_saved_twice(worker_in, cut_at, monkeypatch):
    """The connection ends after COMMIT, before the client hears of it."""
    client = worker_in(member())
    lost = "COMMIT; SELECT pg_terminate_backend(pg_backend_pid())"
    form = {"text": "saved-unheard", "once": "k" * 20}
    with monkeypatch.context() as patch:
        patch.setattr(page_version, "_COMMIT", lost)
        answer = client.post("/workshop/made", data=form)
    assert answer.status_code == 503
    assert web.SAFE_TO_REPEAT in answer.text
    assert written() == {"saved-unheard": 1}
    assert client.post("/workshop/made", data=form).status_code == 303
    assert written() == {"saved-unheard": 1}


def test_who_is_not_signed_in_is_asked_to_look_first(workshop, cut_at):
    db.session.remove()
    cut_at("COMMIT")
    answer = workshop.test_client().post("/workshop/made", data={"text": "perhaps-saved"})
    assert answer.status_code == 503
    assert web.LOOK_FIRST in answer.text


@pytest.mark.parametrize("path", ["/workshop/raised/404", "/workshop/broken"])
def test_a_connection_lost_before_an_error_page_does_not_hide_the_error(workshop, cut_at, path):
    """The page of the error rolls back, on a connection that is gone."""
    client = workshop.test_client()
    db.session.remove()
    workshop.before_request_funcs.setdefault(None, []).append(
        lambda: db.session.scalar(sa.text("SELECT 'cut here'")) and None
    )
    try:
        cut_at("SELECT 'cut here'")
        assert client.post(path).status_code in (404, 500, 503)
    finally:
        workshop.before_request_funcs[None].pop()


def test_a_server_that_takes_no_writes_is_read_and_writing_is_put_off(worker_in, workshop, database):
    client, stranger = worker_in(member(bio="Before")), workshop.test_client()
    name = database._connection.info.dbname
    database._connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    try:
        cut_all(database)
        for path in PAGES:
            assert client.get(path).status_code == 200
            assert stranger.get(path).status_code == 200
        with capture_logs() as lines:
            answer = client.post("/settings/bio", data={"bio": "My <long> words"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "My &lt;long&gt; words" in answer.text
        assert [line["event"] for line in lines] == ["database.unavailable", "request"]
        assert client.get("/readyz").status_code == 503
        assert client.post("/logout").status_code == 503
        assert client.get("/settings").status_code == 302
    finally:
        database._connection.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        cut_all(database)
    assert worker_in(member()).post("/settings/bio", data={"bio": "Again"}).status_code == 303


def test_a_server_that_is_started_again_under_load_is_found_again(database_name, settings, tmp_path):
    server = postgres.start(postgres.DURABLE)
    try:
        house = create_app(Settings(env="testing", database_url=server.url, instance_path=tmp_path, secret_key=SECRET,
                                    rate_limits=False))  # fmt: skip
        house.register_blueprint(bp)
        house.test_client_class = Visitor
        house.config["WTF_CSRF_ENABLED"] = False
        with house.app_context():
            schema.migrate()
            db.session.remove()
            with Crowd(house) as crowd:
                for _ in range(2):
                    threading.Event().wait(0.5)
                    server.restart()
            assert_nothing_lost(crowd)
            assert house.test_client().get("/boards").status_code == 200
            house.extensions[alike.KEPT][0].close()
            db.session.remove()
            db.engine.dispose()
    finally:
        server.stop()
