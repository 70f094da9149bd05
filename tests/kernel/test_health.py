"""What machines ask: alive, ready, and which pages a crawler may read."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from forum.app import create_app
from forum.kernel.db import db
from forum.kernel.jobs import enqueue
from tests.support.statements import count_queries

SOUND = {"database": "ok", "migrations": "ok", "folder": "ok", "queue": "ok"}


@pytest.fixture
def elsewhere(settings, tmp_path) -> Iterator[Flask]:
    """A house with an empty database of its own."""
    here = {"database_url": f"sqlite:///{tmp_path / 'empty.db'}", "instance_path": tmp_path / "instance"}
    house = create_app(settings.model_copy(update=here))
    yield house
    with house.app_context():
        db.engine.dispose()


def test_a_process_is_alive_without_asking_the_database(client):
    with count_queries() as statements:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert statements == []


def test_a_probe_on_this_machine_is_answered_also_where_the_house_has_a_public_name(settings, tmp_path):
    house = create_app(settings.model_copy(update={"base_url": "https://films.example", "instance_path": tmp_path}))
    statuses = {
        host: house.test_client().get("/healthz", headers={"Host": host}).status_code
        for host in ("films.example", "127.0.0.1:8000", "localhost", "elsewhere.example")
    }
    assert statuses == {"films.example": 200, "127.0.0.1:8000": 200, "localhost": 200, "elsewhere.example": 400}


def test_a_sound_house_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "parts": SOUND})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_asking_changes_nothing_in_the_database(client):
    with count_queries() as statements:
        client.get("/readyz")
    assert statements.writes == []


def test_a_database_without_tables_is_not_ready(elsewhere):
    answer = elsewhere.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["database"] == "ok"
    assert answer.json["parts"]["migrations"] == "not at the latest revision: run `balcony db upgrade`"
    assert answer.json["parts"]["queue"] == "the database cannot be asked"


def test_a_database_that_is_away_is_not_ready_and_its_address_is_not_told(settings, tmp_path):
    away = "postgresql+psycopg://balcony:very-secret@127.0.0.1:1/balcony"
    house = create_app(settings.model_copy(update={"database_url": away, "instance_path": tmp_path}))
    answer = house.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"] == dict.fromkeys(SOUND, "the database cannot be asked") | {"folder": "ok"}
    assert "secret" not in answer.text
    assert "127.0.0.1" not in answer.text


def test_a_house_that_cannot_write_is_not_ready(elsewhere, tmp_path):
    folder = tmp_path / "instance"
    folder.rename(tmp_path / "gone")
    answer = elsewhere.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["folder"] == "not writable: No such file or directory"


def test_a_queue_that_stands_still_is_not_ready(client):
    enqueue("forget_old_forms", delay=timedelta(minutes=-14))
    assert client.get("/readyz").status_code == 200
    enqueue("forget_old_forms", delay=timedelta(minutes=-16))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["parts"]["queue"].startswith("a job has been due for 96")


def test_crawlers_are_shown_what_holds_nothing_for_them(client):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    closed = [f"Disallow: {path}" for path in ("/login", "/register", "/settings", "/search")]
    assert answer.text.splitlines() == ["User-agent: *", *closed]
