"""The two databases every test runs on: made by the real migrations once, emptied after each test."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

NAMES = ("sqlite", "postgresql")
LOCK_SECONDS = 10
SERVER = "BALCONY_TEST_DATABASE_URL"  # names another server, else the run starts one and names it here


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
        self._template = sqlite3.connect(":memory:")

    def remember(self) -> None:
        """Copy the file to memory."""
        self._copy(self.path, into_memory=True)

    def empty(self) -> None:
        """Copy the memory over the file: one page-wise copy, whatever was written and by whom."""
        self._copy(self.path, into_memory=False)

    def drop(self) -> None:
        """Let go of the copy; the folder is the caller's."""
        self._template.close()

    def _copy(self, path: Path, *, into_memory: bool) -> None:
        file = sqlite3.connect(path, timeout=LOCK_SECONDS)
        try:
            file.execute("PRAGMA synchronous=OFF")
            source, target = (file, self._template) if into_memory else (self._template, file)
            source.backup(target)
        finally:
            file.close()


class Postgresql(Database):
    """A database of its own on the server; only tables that hold rows are emptied."""

    name = "postgresql"

    def __init__(self, server: str, label: str) -> None:
        self._server = sa.make_url(server).set(drivername="postgresql")
        self._database = f"balcony_test_{label}"
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")
        self._url = self._server.set(database=self._database)
        self.url = self._url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        self._holds_rows: sql.Composed | None = None

    def remember(self) -> None:
        """Note the tables; migrations leave them empty but for Alembic's own, and this fails where they do not."""
        with self._connect() as connection:
            rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = sorted(name for (name,) in rows if name != "alembic_version")
            self._holds_rows = _asks_which_hold_rows(tables)
            filled = self._filled(connection)
        if filled:
            raise AssertionError(f"migrations put rows into {', '.join(filled)}: emptying would lose them")

    def empty(self) -> None:
        """Empty the tables that hold rows and start their ids at 1 again."""
        with self._connect() as connection:
            connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            filled = self._filled(connection)
            if filled:
                names = sql.SQL(", ").join(map(sql.Identifier, filled))
                connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))

    def drop(self) -> None:
        """Drop the database, whoever is still connected."""
        self._on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        return [name for (name,) in connection.execute(self._holds_rows)] if self._holds_rows else []

    def _on_server(self, *statements: str) -> None:
        with psycopg.connect(_plain(self._server), autocommit=True) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement).format(sql.Identifier(self._database)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(_plain(self._url), autocommit=True)


DatabaseMaker = Callable[[str, str], AbstractContextManager[Database]]


def make(name: str, folder: Path, label: str) -> Database:
    """A new database of this kind; PostgreSQL's is on the run's server."""
    return Sqlite(folder) if name == Sqlite.name else Postgresql(os.environ[SERVER], label)


def _asks_which_hold_rows(tables: list[str]) -> sql.Composed | None:
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})")
    asked = [one.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return sql.SQL(" UNION ALL ").join(asked) if asked else None


def _plain(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
