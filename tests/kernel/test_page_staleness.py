"""No page is out of date: real processes, each with pages of its own, write in turns and read at once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from forum.boards.models import Board
from forum.kernel.db import db
from forum.kernel.page_version import version_reader
from tests.boards import make
from tests.kernel import passer_by
from tests.support.site import ROOT

# A machine without people has the time for more.
ROUNDS = int(os.environ.get("BALCONY_TEST_STALENESS_ROUNDS", "25"))


class Process:
    """One of the house's processes."""

    def __init__(self, url: str, folder: str) -> None:
        command = [sys.executable, "-m", passer_by.__name__, url, folder]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True, **pipes)

    def ask(self, **what: str) -> dict[str, Any]:
        """Do it and wait for the answer."""
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture
def processes(app, database, settings) -> Iterator[list[Process]]:
    """Two processes of the house on the database of the test."""
    started = [Process(database.url, str(settings.instance_path)) for _ in range(2)]
    yield started
    for process in started:
        process.end()


def test_what_one_process_writes_every_other_shows_at_once(processes):
    make.board()
    kept = 0
    for number in range(ROUNDS):
        writer = processes[number % len(processes)]
        writer.ask(write=f"Room {number}.")
        for reader in processes:
            fresh, again = reader.ask(look="/boards"), reader.ask(look="/boards")
            assert f"Room {number}." in fresh["body"]
            assert fresh["body"] == again["body"]
            kept += again["queries"] == 0
    assert kept == ROUNDS * len(processes)


@pytest.mark.postgresql_only("SQLite has one writer, so nothing is committed out of order")
def test_a_change_that_was_begun_first_and_committed_last_is_seen(app, database):
    board = make.board()
    version = version_reader(db.engine.url)
    other = sa.create_engine(database.url)
    with other.begin() as slow:
        slow.execute(sa.update(Board).values(name="Begun first"))
        before_quick = version.read()
        db.session.execute(sa.insert(Board).values(_another(board)))
        db.session.commit()
        between = version.read()
    after = version.read()
    other.dispose()
    version.close()
    assert len({before_quick, between, after}) == 3


def _another(board: Board) -> dict[str, Any]:
    values = {column.key: getattr(board, column.key) for column in sa.inspect(Board).columns if column.key != "id"}
    return values | {"slug": "another", "name": "Another"}
