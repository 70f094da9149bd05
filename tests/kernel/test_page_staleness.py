"""No page is out of date: real processes, each with pages of its own, write in turns and read at once."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Any

import pytest

from forum.kernel.db import db
from forum.members.actions import sign_in
from tests.kernel.passer_by import pass_by
from tests.make import member, movie
from tests.support import forks

# A machine without people has the time for more.
IN_PARTS = 3  # times the page names the movie, in its title and in parts that are kept
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
            made, kept = made + bool(asked), kept + (not asked_again)
    assert (made, kept) == (2 * ROUNDS, 2 * ROUNDS)


def test_nor_is_a_part_of_a_members_page_ever_out_of_date(processes):
    address, ada = f"/movies/{movie('Before').slug}", member("Ada Lovelace")
    sign_in(ada, stays=False)
    db.session.commit()
    for ask in processes:
        ask("sign in", ada.get_id())
    for number in range(ROUNDS // 4):  # the number is the same one; what differs is where it is read
        processes[number % 2]("write", f"Round {number}.")
        for ask in processes:
            (fresh, asked), (again, asked_again) = (ask("look as a member", address) for _ in range(2))
            assert fresh.count(f"Round {number}.") == again.count(f"Round {number}.") >= IN_PARTS
            assert asked_again < asked


def _answered(pipe: Connection, *asked: str) -> Any:
    pipe.send(asked)
    return pipe.recv()
