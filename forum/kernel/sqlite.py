"""SQLite as a server's database: write-ahead log, one writer that never has to upgrade a read."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from forum.kernel.line import Line
from forum.kernel.private_files import make_private_file

# Edges set it: unsafe requests, jobs, commands. A deferred transaction that reads, then writes, can lose its
# snapshot and fail whatever the busy timeout; one that begins IMMEDIATE waits its turn instead.
writing: ContextVar[bool] = ContextVar("writing", default=False)
BUSY_SECONDS = 5
# Who waits for the writer's place looks again after a tenth of a second at the longest.
WAY_SECONDS = 0.12
IN_LINE = "balcony_in_line"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16000",
    "mmap_size=67108864",
    "temp_store=MEMORY",
)


@contextmanager
def writer() -> Iterator[None]:
    """Inside, every transaction on SQLite takes the writer's place at its beginning."""
    before = writing.set(True)
    try:
        yield
    finally:
        writing.reset(before)


@contextmanager
def reader() -> Iterator[None]:
    """Inside, transactions on SQLite begin as reads: for a look at a row before slow work, ended by a rollback."""
    before = writing.set(False)
    try:
        yield
    finally:
        writing.reset(before)


def give_way(engine: sa.Engine) -> None:
    """Between two pieces of long work: others who waited to write on SQLite have had their turn."""
    if engine.dialect.name == "sqlite":
        time.sleep(WAY_SECONDS)


def prepare(engine: sa.Engine) -> None:
    """Make this SQLite engine fit for a server; does nothing for other databases."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "do_connect", _before_connect)
    event.listen(engine, "connect", _on_connect)
    _take_turns(engine)


def _before_connect(_dialect: Any, _record: Any, where: Any, _how: Any) -> None:
    path = str(where[0])
    if path != ":memory:" and not path.startswith("file:"):
        with suppress(OSError):  # the connecting says what is wrong
            make_private_file(Path(path))


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not BEGIN by itself
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: sa.Engine) -> None:
    """Writers stand in line before they ask SQLite for its one place, and leave it with their connection."""
    path = engine.url.database
    line = Line(f"{path}-line") if path and path != ":memory:" and not path.startswith("file:") else None

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if not writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        if line and IN_LINE not in connection.info and line.stand(BUSY_SECONDS):
            connection.info[IN_LINE] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # after a vain wait this says in SQLite's words that it is taken

    def leave(_connection: Any, record: Any, *_why: Any) -> None:
        if line and record.info.pop(IN_LINE, False):
            line.leave()

    for parting in ("checkin", "invalidate", "close"):
        event.listen(engine, parting, leave)
