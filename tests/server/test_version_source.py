"""The version of cached pages as the event loop reads it: never older than the question, never in the way."""

import asyncio
import sqlite3
import threading
from itertools import count

from forum.server import version_source
from forum.server.version_source import VersionAtOnce, VersionBatch


class Reader:
    """A database whose version is another each time, and which may make its reader wait."""

    def __init__(self, *, fails: bool = False) -> None:
        self.numbers = count(1)
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.fails = fails

    def read(self) -> int:
        number = next(self.numbers)
        assert self.may_answer.wait(30)
        if self.fails:
            raise sqlite3.OperationalError("disk I/O error")
        return number

    read_at_once = read

    def close(self) -> None:
        pass


def test_all_who_ask_while_it_is_read_share_the_next_reading():
    async def act() -> list[object]:
        reader = Reader()
        source = VersionBatch(reader)
        reader.may_answer.clear()
        first = asyncio.create_task(source.read())
        await asyncio.sleep(0.05)
        others = [asyncio.create_task(source.read()) for _ in range(20)]
        await asyncio.sleep(0.05)
        reader.may_answer.set()
        return await asyncio.gather(first, *others)

    assert asyncio.run(act()) == [1] + [2] * 20


def test_a_database_that_does_not_answer_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(version_source, "PATIENCE_SECONDS", 0.05)

    async def act() -> list[object]:
        reader = Reader()
        reader.may_answer.clear()
        source = VersionBatch(reader)
        unknown = [await source.read(), await source.read()]
        reader.may_answer.set()
        known = [await source.read() for _ in range(3)]
        return [*unknown, known[-1]]

    assert asyncio.run(act())[:2] == [None, None]
    assert isinstance(asyncio.run(act())[-1], int)


def test_a_database_that_fails_has_no_version():
    async def act() -> list[object]:
        return [await VersionAtOnce(Reader(fails=True)).read(), await VersionBatch(Reader(fails=True)).read()]

    assert asyncio.run(act()) == [None, None]
    assert asyncio.run(VersionAtOnce(Reader()).read()) == 1
