"""SQLite as a server's database: write-ahead log, one writer that never has to upgrade a read."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from forum.kernel.private_files import make_private_file
from forum.kernel.write_lock import WriteLock

# Edges set it: unsafe requests, jobs, commands. A deferred transaction that reads, then writes, can lose its
# snapshot and fail whatever the busy timeout; one that begins IMMEDIATE waits its turn instead.
writing: ContextVar[bool] = ContextVar("writing", default=False)
BUSY_SECONDS = 5
# Who waits for the writer's place looks again after a tenth of a second at the longest.
WAY_SECONDS = 0.12
IN_LINE = "balcony_in_line"
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
UNCOUNTED_SECONDS = 0.05  # waited for the lock no longer than this: SQLite's own patience is left as it is
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
    """Let writers wait for the write lock before they ask SQLite, and release it with their connection."""
    path = engine.url.database
    lock = WriteLock(f"{path}-line") if path and path != ":memory:" and not path.startswith("file:") else None

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if writing.get():
            _begin_to_write(connection, lock)
        else:
            connection.exec_driver_sql("BEGIN")

    def leave(_connection: Any, record: Any, *_why: Any) -> None:
        if lock and record.info.pop(IN_LINE, False):
            lock.release()

    for parting in ("checkin", "invalidate", "close"):
        event.listen(engine, parting, leave)


def _begin_to_write(connection: sa.Connection, lock: WriteLock | None) -> None:
    """Take the write lock, then SQLite's own. Both waits together end at one deadline.

    Raises OperationalError with SQLite's own code when the database was busy until then.
    """
    driver: Any = connection.connection.driver_connection
    own_patience = driver.execute("PRAGMA busy_timeout").fetchone()[0] / 1000  # a migration waits longer
    began = time.monotonic()
    if lock and IN_LINE not in connection.info:
        if not lock.acquire(max(BUSY_SECONDS, own_patience)):
            raise _busy()
        connection.info[IN_LINE] = True
    waited = time.monotonic() - began
    if waited < UNCOUNTED_SECONDS:
        connection.exec_driver_sql(BEGIN_TO_WRITE)
        return
    left = max(0.0, min(own_patience, max(BUSY_SECONDS, own_patience) - waited))
    driver.execute(f"PRAGMA busy_timeout={round(left * 1000)}")
    try:
        connection.exec_driver_sql(BEGIN_TO_WRITE)
    finally:
        driver.execute(f"PRAGMA busy_timeout={round(own_patience * 1000)}")


def _busy() -> sa.exc.OperationalError:
    """Return what SQLite itself says of a database that is locked, for a wait that never came to asking it."""
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode, busy.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
    return sa.exc.OperationalError(BEGIN_TO_WRITE, None, busy, hide_parameters=True)
