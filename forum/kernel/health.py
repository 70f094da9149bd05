"""What machines ask: is the process alive, can it serve, and what may a crawler read."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from urllib.parse import quote

import sqlalchemy as sa
import structlog
from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from forum.config import settings
from forum.kernel import schema
from forum.kernel.db import db, on_postgresql
from forum.kernel.db_faults import DATABASE_ERRORS, describe_fault
from forum.kernel.jobs import oldest_wait

bp = Blueprint("health", __name__)
log = structlog.get_logger()

ENOUGH_BYTES = 64 * 1024  # more than the last block of a disk that is full but for a crumb
LONGEST_WAIT = timedelta(minutes=15)
CLOSED_TO_CRAWLERS = ("/login", "/register", "/settings", "/search")


@bp.get("/healthz")
def process() -> ResponseReturnValue:
    """Say that this process answers; it asks nothing of the database."""
    return _plain("ok\n")


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether this house can serve, part by part: 503 when a part is at fault."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    sound = all(state == "ok" for state in parts.values())
    answer = jsonify(ready=sound, parts=parts)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if sound else 503


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Tell crawlers which pages hold nothing for them."""
    return _plain("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in CLOSED_TO_CRAWLERS))


def database_answers() -> str:
    """Why the database cannot be used, or nothing."""
    return _fault_in_writing() if schema.answers() else "does not answer"


def migrations_are_run() -> str:
    """Why the tables are not those of this code, or nothing."""
    return schema.fault("not at the latest revision")


def folder_is_writable() -> str:
    """Why nothing can be kept in the instance folder, or nothing."""
    try:
        with tempfile.TemporaryFile(dir=settings().instance) as file:
            file.write(bytes(ENOUGH_BYTES))
    except OSError as error:
        return f"not writable: {error.strerror}"
    return ""


def queue_moves() -> str:
    """Why background work stands still, or nothing."""
    wait = oldest_wait()
    if wait <= LONGEST_WAIT:
        return ""
    return f"a job has been due for {round(wait.total_seconds())} s: is a worker running?"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database_answers,
    "migrations": migrations_are_run,
    "folder": folder_is_writable,
    "queue": queue_moves,
}


def _state(check: Callable[[], str]) -> str:
    """The check's fault in words, or ok. What a driver says may name hosts and people, so it goes to the log only."""
    try:
        return check() or "ok"
    except DATABASE_ERRORS as error:
        db.session.rollback()
        log.warning("not ready", error=describe_fault(error))
        return "the database cannot be asked"


def _fault_in_writing() -> str:
    """Why nothing can be written to the database, or nothing. Somebody else who writes just now is no fault."""
    if on_postgresql():
        only_reads = db.session.scalar(sa.text("SELECT current_setting('transaction_read_only')")) == "on"
        return "the server is read-only: a standby, or one that was made so" if only_reads else ""
    path = db.engine.url.database
    return _fault_in_file(path) if path and path != ":memory:" and not path.startswith("file:") else ""


def _fault_in_file(path: str) -> str:
    """Why this SQLite file cannot be written to; asked on a connection that waits for nobody and changes nothing."""
    with closing(sqlite3.connect(f"file:{quote(path)}?mode=rw", uri=True, timeout=0, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
            file.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return "" if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY else describe_fault(error)
    return ""


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")
