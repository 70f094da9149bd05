"""Counters of the rate limits in a SQLite file of their own, shared by every process on this machine."""

import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from limits.storage import Storage

from forum.kernel.clock import timestamp
from forum.kernel.db_faults import describe_fault
from forum.kernel.private_files import make_private_file

SCHEME = "balcony-file"
BUSY_SECONDS = 1
SWEEP_EVERY = 1000
QUIET_SECONDS = 60

TABLE = """CREATE TABLE IF NOT EXISTS counters (
    key TEXT PRIMARY KEY, hits INTEGER NOT NULL, ends_at REAL NOT NULL) WITHOUT ROWID"""
# One statement is one transaction: two processes never read the same count and both write it plus one.
# Hits may be negative, for one that is given back: a count never falls below nothing.
COUNT = """INSERT INTO counters (key, hits, ends_at) VALUES (:key, MAX(:hits, 0), :ends_at)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN ends_at <= :now THEN excluded.hits ELSE MAX(hits + :hits, 0) END,
        ends_at = CASE WHEN ends_at <= :now THEN excluded.ends_at ELSE ends_at END
    RETURNING hits"""
READ = "SELECT hits, ends_at FROM counters WHERE key = :key AND ends_at > :now"

log = structlog.get_logger()


class FileStore(Storage):
    """A file of counters. When it cannot be used nothing is limited and the log says so: readers come first."""

    STORAGE_SCHEME = [SCHEME]
    base_exceptions = sqlite3.Error

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._path = uri.removeprefix(f"{SCHEME}://")
        self._mine = threading.local()
        self._complained_at = -float(QUIET_SECONDS)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and return the count so far in this window of `expiry` seconds."""
        now = timestamp()
        row = self._ask(COUNT, key=key, hits=amount, ends_at=now + expiry, now=now)
        return int(row[0]) if row else 0

    def get(self, key: str) -> int:
        """The count so far."""
        row = self._ask(READ, key=key, now=timestamp())
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since the epoch; now when none is open."""
        row = self._ask(READ, key=key, now=timestamp())
        return float(row[1]) if row else timestamp()

    def check(self) -> bool:
        """Whether the file can be used."""
        try:
            self._connection().execute("SELECT count(*) FROM counters WHERE key = ''").fetchall()
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        self._ask("DELETE FROM counters")
        return None

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._ask("DELETE FROM counters WHERE key = :key", key=key)

    def _ask(self, statement: str, **values: Any) -> Any:
        try:
            return next(iter(self._connection().execute(statement, values).fetchall()), None)
        except sqlite3.Error as error:
            self._let_go()
            self._complain(error)
            return None

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, which now and then sweeps up counts whose window has ended."""
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = _opened(self._path)
            self._mine.asked = 0
        if self._mine.asked % SWEEP_EVERY == 0:
            connection.execute("DELETE FROM counters WHERE ends_at <= ?", (timestamp(),))
        self._mine.asked += 1
        return connection

    def _let_go(self) -> None:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is not None:
            connection.close()
        self._mine.connection = None

    def _complain(self, error: sqlite3.Error) -> None:
        """Say it once a minute, not once a request."""
        if time.monotonic() - self._complained_at >= QUIET_SECONDS:
            self._complained_at = time.monotonic()
            log.error("rate limits are not counted", error=describe_fault(error), file=self._path)


def _opened(path: str) -> sqlite3.Connection:
    with suppress(OSError):  # the connecting says what is wrong
        make_private_file(Path(path))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        # A power cut may lose counts; it loses nothing else.
        for pragma in ("journal_mode=WAL", "synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
