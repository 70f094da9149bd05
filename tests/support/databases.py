"""The two databases every test runs on: made by the real migrations once, emptied after each test."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import sqlalchemy as sa
from psycopg import sql

NAMES = ("sqlite", "postgresql")
LOCK_SECONDS = 10
SERVER = "BALCONY_TEST_DATABASE_URL"  # names another server, else the run starts one and names it here

# Deleting a few rows takes a tenth of a millisecond a table, truncating four; but many deleted rows slow what follows.
LARGE_BYTES = 1_000_000
TABLES: LiteralString = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1
"""
SEQUENCES: LiteralString = """
    SELECT d.refobjid::regclass::text, d.objid::regclass::text FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
    WHERE c.relkind = 'S' AND d.deptype IN ('a', 'i')
"""
HOLDS_ROWS = sql.SQL("SELECT {0}, pg_relation_size({0}) WHERE EXISTS (SELECT 1 FROM {1})")


class Database(ABC):
    """One database of one test process."""

    name: str
    url: str

    @abstractmethod
    def remember(self) -> None:
        """Take the present state, that of fresh migrations, as the empty one."""

    @abstractmethod
    def empty(self) -> None:
        """Put the remembered state back."""

    @abstractmethod
    def drop(self) -> None:
        """Remove the database."""


class Sqlite(Database):
    """A file; a copy in memory is what it looks like when empty, search index and all."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "balcony.db"
        self.url = f"sqlite:///{self.path}"
        self._when_empty = sqlite3.connect(":memory:")

    def remember(self) -> None:
        """Copy the file to memory."""
        self._when_empty = self.copy()

    def empty(self) -> None:
        """Copy the memory over the file: one page-wise copy, whatever was written and by whom."""
        self.put_back(self._when_empty)

    def drop(self) -> None:
        """Let go of the copy; the folder is the caller's."""
        self._when_empty.close()

    def copy(self) -> sqlite3.Connection:
        """The database as it is now, in memory."""
        copy = sqlite3.connect(":memory:")
        with closing(self._open()) as file:
            file.backup(copy)
        return copy

    def put_back(self, copy: sqlite3.Connection) -> None:
        """Make the database what it was when it was copied."""
        with closing(self._open()) as file:
            copy.backup(file)

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=LOCK_SECONDS)
        file.execute("PRAGMA synchronous=OFF")
        return file


class Postgresql(Database):
    """A database of its own on the server; only tables that hold rows are emptied."""

    name = "postgresql"

    def __init__(self, server: str, label: str) -> None:
        self._server = sa.make_url(server).set(drivername="postgresql")
        self._database = f"balcony_test_{label}"
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")
        url = self._server.set(database=self._database)
        self.url = url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        self._connection = psycopg.connect(_plain(url), autocommit=True)
        self._connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        self._which_hold_rows = sql.Composed([])
        self._sequences: dict[str, list[str]] = {}

    def remember(self) -> None:
        """Note the tables; migrations leave them empty but for Alembic's own, and this fails where they do not."""
        tables = [name for (name,) in self._ask(TABLES)]
        asked = [HOLDS_ROWS.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
        self._which_hold_rows = sql.SQL(" UNION ALL ").join(asked)
        for table, sequence in self._ask(SEQUENCES):
            self._sequences.setdefault(table, []).append(sequence)
        filled = self._ask(self._which_hold_rows)
        assert not filled, f"migrations put rows into {filled}: emptying would lose them"

    def empty(self) -> None:
        """Empty the tables that hold rows and start their ids at 1 again."""
        filled = dict(self._ask(self._which_hold_rows))
        large = [name for name, size in filled.items() if size > LARGE_BYTES or not self._may_skip_checks()]
        with self._connection.transaction():
            if large:
                self._connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(_listed(large)))
            for name in filled.keys() - set(large):
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for sequence in (sequence for name in filled for sequence in self._sequences.get(name, ())):
                self._connection.execute("SELECT setval(%s, 1, false)", [sequence])

    def drop(self) -> None:
        """Drop the database, whoever is still connected."""
        self._connection.close()
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _may_skip_checks(self) -> bool:
        """Turn foreign keys off for this connection, as only a superuser may: every row goes, in any order."""
        try:
            self._connection.execute("SET session_replication_role = replica")
        except psycopg.errors.InsufficientPrivilege:
            return False
        return True

    def _ask(self, query: LiteralString | sql.Composed) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()

    def _on_server(self, *statements: LiteralString) -> None:
        with psycopg.connect(_plain(self._server), autocommit=True) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement).format(sql.Identifier(self._database)))


DatabaseMaker = Callable[[str, str], AbstractContextManager[Database]]


def make(name: str, folder: Path, label: str) -> Database:
    """A new database of this kind; PostgreSQL's is on the run's server."""
    return Sqlite(folder) if name == Sqlite.name else Postgresql(os.environ[SERVER], label)


def _listed(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _plain(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
