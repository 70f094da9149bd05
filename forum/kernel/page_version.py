"""One number that is another after every commit a reader could notice, whichever process made it."""

import re
import sqlite3
import threading
from collections import deque
from collections.abc import Hashable
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from psycopg.pq import ExecStatus
from sqlalchemy import event

from forum.kernel.db import Base
from forum.kernel.sqlite import BUSY_SECONDS

Version = Hashable
FAULTS = (sqlite3.Error, psycopg.Error)
NUMBER = sa.Sequence("page_version", metadata=Base.metadata)  # PostgreSQL's; SQLite keeps its own in the file's head

# A page can be made without knowing: nobody waits for the number longer than this, the server's event loop included.
READ_SECONDS = 0.1
_MARK = "balcony_shows"
_LARGEST = 2**31 - 1  # of SQLite's user_version
_LOOKS = re.compile(r"\s*(SELECT|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW|EXPLAIN|ANALYZE)\b", re.I)
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
_WITH = re.compile(r"\s*WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b)", re.DOTALL)
# One message: the server counts on as soon as the rows can be seen, even if this process dies at that moment. Counted
# before, a reader could keep the old page under the new number. Without the sequence, in a migration, nothing is done.
# READ WRITE also where the default was turned to read-only meanwhile: what is committed must not look refused.
_COMMIT = "COMMIT; BEGIN READ WRITE; SELECT nextval(to_regclass('page_version')); COMMIT"
_NAME, _ASK = b"page_version", b"SELECT last_value + is_called::int FROM page_version"


def install(engine: sa.Engine) -> None:
    """From now on each transaction of this engine that wrote what a page may show raises the number as it commits."""
    unseen = frozenset(name for name, table in Base.metadata.tables.items() if table.info.get("unseen"))
    raise_number = _raise_in_file if engine.dialect.name == "sqlite" else _raise_after_commit

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SELECT") and _MARK not in connection.info and shows(statement, unseen):
            connection.info[_MARK] = True

    @event.listens_for(engine, "commit")
    def committing(connection: sa.Connection) -> None:
        if not connection.invalidated and connection.info.pop(_MARK, False):
            raise_number(connection)

    @event.listens_for(engine, "rollback")
    def taken_back(connection: sa.Connection) -> None:
        # A connection that was lost takes its marks along; to ask it for them would hide why it was lost.
        if not connection.invalidated:
            connection.info.pop(_MARK, None)


def shows(statement: str, unseen: frozenset[str]) -> bool:
    """Whether a page could show what this statement writes. One that is not understood may show anything."""
    written = _WRITES.match(statement)
    if written:
        return written[1] not in unseen
    return not (_LOOKS.match(statement) or _WITH.match(statement))


def _raise_in_file(connection: sa.Connection) -> None:
    """Part of the transaction itself, and there is one writer: the number and the rows appear together."""
    number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA user_version = {(number + 1) % _LARGEST}")


def _raise_after_commit(connection: sa.Connection) -> None:
    """Commits; the driver's own commit, which follows, finds nothing left to do."""
    connection.exec_driver_sql(_COMMIT, execution_options={"no_parameters": True})


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
    """The number in the head of the file, on a connection that does nothing else."""

    def __init__(self, path: str) -> None:
        # Never made here: whoever asks for pages before there are tables must not leave an empty file.
        self._address = f"file:{quote(path)}?mode=rw"
        self._turn = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._opened = 0

    def read(self) -> Version:
        """The version now. A file opened anew may be another one, so which opening it was belongs to it."""
        return self._read(READ_SECONDS)

    def read_at_once(self) -> Version:
        """Return the version now, or raise sqlite3.OperationalError where another thread is reading it."""
        return self._read(0)

    def _read(self, patience: float) -> Version:
        if not self._turn.acquire(timeout=patience):
            raise sqlite3.OperationalError("others wait for the version of the pages too")
        try:
            file = self._file or self._open()
            # All rows are fetched: a statement that waits for its next one holds its snapshot and sees nothing new.
            rows = file.execute("PRAGMA user_version").fetchall()
            return self._opened, rows[0][0]
        except sqlite3.Error:
            self._let_go()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        if self._file:
            self._file.close()
        self._file = None

    def _open(self) -> sqlite3.Connection:
        self._file = sqlite3.connect(
            self._address, uri=True, timeout=READ_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._opened += 1
        return self._file


class PostgresVersion:
    """The sequence, read on connections that do nothing else: one for each thread that asks at once."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._idle: deque[psycopg.Connection] = deque()
        self._closed = 0

    def read(self) -> Version:
        """The version now. After a fault the server may be another one, so how many there were belongs to it."""
        connection = self._taken()
        answer = connection.pgconn.exec_prepared(_NAME, [])  # the driver's lowest floor: a fifth of a cursor's cost
        if answer.status != ExecStatus.TUPLES_OK:
            connection.close()
            self.close()
            raise psycopg.OperationalError(answer.error_message.decode(errors="replace"))
        self._idle.append(connection)
        return self._closed, answer.get_value(0, 0)

    def close(self) -> None:
        """Let go of the connections nobody is asking through."""
        self._closed += 1
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> psycopg.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            connection = psycopg.connect(self._address, autocommit=True, connect_timeout=BUSY_SECONDS)
            connection.pgconn.prepare(_NAME, _ASK)  # where it cannot be, asking says so
            return connection
