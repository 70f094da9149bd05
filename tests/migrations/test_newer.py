"""A database of a newer version: every command says so, none says what would fail, and nothing is changed."""

import sys
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import cli
from forum.app import create_app
from forum.config import Settings
from forum.kernel.db import db
from tests.support import loggers

NEWER = "newer than this Balcony: it stands at 9999, which this version does not know"


@pytest.fixture
def newer(database_name, new_database) -> Iterator[str]:
    """The address of a database at a revision that this version has never heard of."""
    with new_database(database_name, "newer") as database:
        yield database.url


@pytest.fixture
def balcony(newer, tmp_path, monkeypatch, capsys, settings) -> Callable[..., tuple[int, str, str]]:
    """Run a command on that database; gives its status, and what it printed on standard output and error."""

    def balcony(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["balcony", *words])
        capsys.readouterr()
        with loggers.kept(), pytest.raises(SystemExit) as ended:
            cli.main()
        with houses.pop().app_context():
            db.engine.dispose()
        return int(ended.value.code or 0), *capsys.readouterr()

    houses: list[Flask] = []

    def make(chosen: Settings) -> Flask:
        houses.append(create_app(chosen))
        return houses[-1]

    monkeypatch.setattr(cli, "create_app", make)
    monkeypatch.setenv("BALCONY_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("BALCONY_DATABASE_URL", newer)
    assert balcony("db", "upgrade")[0] == 0
    house = create_app(settings.model_copy(update={"database_url": newer, "instance_path": tmp_path}))
    with house.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with house.app_context():
        db.engine.dispose()
    return balcony


def test_upgrading_it_is_refused_in_one_line_and_changes_nothing(balcony):
    for _ in range(2):
        status, _, error = balcony("db", "upgrade")
        assert (status, error.count("\n")) == (1, 1)
        assert error.startswith(f"Error: The database is {NEWER}. Install the newer Balcony again, or restore a backup")
        assert "Nothing was changed." in error


def test_serving_it_is_refused_without_naming_a_command_that_fails(balcony):
    status, _, error = balcony("serve")
    assert (status, error.count("\n")) == (1, 1)
    assert NEWER in error
    assert "db upgrade" not in error


def test_the_doctor_says_what_to_do(balcony):
    status, found, _ = balcony("doctor")
    assert status == 1
    line = next(line for line in found.splitlines() if line.startswith("FAULT migrations"))
    assert NEWER in line
    assert "db upgrade" not in found


def test_it_is_not_ready(newer, balcony, settings, tmp_path):
    house = create_app(settings.model_copy(update={"database_url": newer, "instance_path": tmp_path}))
    answer = house.test_client().get("/readyz")
    assert answer.status_code == 503
    assert NEWER in answer.json["parts"]["migrations"]
    with house.app_context():
        db.engine.dispose()
