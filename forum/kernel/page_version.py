"""One value that is another after every commit, whoever made it: the database's own, asked for without the ORM."""

import sqlite3
import threading
from collections import deque
from collections.abc import Hashable
from typing import Protocol
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from psycopg.pq import ExecStatus

from forum.kernel.sqlite import BUSY_SECONDS

Version = Hashable
FAULTS = (sqlite3.Error, psycopg.Error)
# Which transactions a statement sees, and so exactly which rows: every commit makes it another one.
SNAPSHOT = b"SELECT pg_current_snapshot()"


class VersionReader(Protocol):
    """Reads the version of one database, from any thread."""

    def read(self) -> Version:
        """The version now; raises one of FAULTS when the database cannot be asked."""

    def close(self) -> None:
        """Let go of the connections; the next reading opens one again."""


def version_reader(address: sa.URL) -> VersionReader | None:
    """The reader for this database; None for one that no second connection can open."""
    if address.get_backend_name() == "postgresql":
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresVersion(plain)
    path = address.database or ":memory:"
    return None if path.startswith((":memory:", "file:")) else SqliteVersion(path)


class SqliteVersion:
    """The file's `data_version`: on one connection it changes with every commit of any other, in any process."""

    def __init__(self, path: str) -> None:
        # Never made here: whoever asks for pages before there are tables must not leave an empty file.
        self._address = f"file:{quote(path)}?mode=rw"
        self._turn = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._opened = 0

    def read(self) -> Version:
        """The version now. Another connection counts from another number, so which one it was belongs to it."""
        with self._turn:
            file = self._file or self._open()
            try:
                # All rows are fetched: a statement that waits for its next one holds its snapshot and sees nothing new.
                rows = file.execute("PRAGMA data_version").fetchall()
            except sqlite3.Error:
                self._let_go()
                raise
            return self._opened, rows[0][0]

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        if self._file:
            self._file.close()
        self._file = None

    def _open(self) -> sqlite3.Connection:
        options = {"uri": True, "timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False}
        self._file = sqlite3.connect(self._address, **options)  # type: ignore[call-overload]
        self._opened += 1
        return self._file


class PostgresVersion:
    """The server's snapshot, read on connections that do nothing else: one for each thread that asks at once."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle: deque[psycopg.Connection] = deque()

    def read(self) -> Version:
        """The version now."""
        connection = self._taken()
        answer = connection.pgconn.exec_(SNAPSHOT)  # the driver's lowest floor: a fifth of what a cursor costs
        if answer.status != ExecStatus.TUPLES_OK:
            connection.close()
            raise psycopg.OperationalError(answer.error_message.decode(errors="replace"))
        self._idle.append(connection)
        return answer.get_value(0, 0)

    def close(self) -> None:
        """Let go of the connections nobody is asking through."""
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> psycopg.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return psycopg.connect(self._address, autocommit=True, connect_timeout=BUSY_SECONDS)
