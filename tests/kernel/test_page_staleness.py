"""No page is out of date: real processes, each with pages of its own, write in turns and read at once."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Any

import pytest

from tests.kernel.passer_by import pass_by
from tests.make import movie
from tests.support import forks

# A machine without people has the time for more.
ROUNDS = int(os.environ.get("BALCONY_TEST_STALENESS_ROUNDS", "60"))

Ask = Callable[..., Any]


@pytest.fixture
def processes(app, database, settings) -> Iterator[list[Ask]]:
    """Two processes of the house on the database of the test; each is asked like a function."""
    with ExitStack() as stack:

        def started() -> Ask:
            mine, its = multiprocessing.Pipe()
            process = forks.start(pass_by, its, database.url, settings.instance_path)
            stack.callback(process.join)
            stack.callback(mine.send, None)
            return lambda *asked: _answered(mine, *asked)

        yield [started(), started()]


def test_what_one_process_writes_every_other_shows_at_once(processes):
    address = f"/movies/{movie('Before').slug}/news"
    made = kept = 0
    for number in range(ROUNDS):
        processes[number % 2]("write", f"Round {number}.")
        for ask in processes:
            (fresh, asked), (again, asked_again) = ask("look", address), ask("look", address)
            assert f"Round {number}." in fresh
            assert fresh == again
            made, kept = made + asked, kept + (not asked_again)
    assert (made, kept) == (2 * ROUNDS, 2 * ROUNDS)


def _answered(pipe: Connection, *asked: str) -> Any:
    pipe.send(asked)
    return pipe.recv()
