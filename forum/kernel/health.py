"""What machines ask: is the process alive, can it serve, and what may a crawler read."""

import tempfile
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from forum.config import settings
from forum.kernel import schema
from forum.kernel.db import db
from forum.kernel.jobs import oldest_wait

bp = Blueprint("health", __name__)
log = structlog.get_logger()

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
    return "" if schema.answers() else "does not answer"


def migrations_are_run() -> str:
    """Why the tables are not those of this code, or nothing."""
    return "" if schema.is_ready() else f"not at the latest revision: {schema.MEND}"


def folder_is_writable() -> str:
    """Why nothing can be kept in the instance folder, or nothing."""
    try:
        with tempfile.TemporaryFile(dir=settings().instance) as file:
            file.write(b"x")
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
    except DBAPIError as error:
        db.session.rollback()
        log.warning("not ready", error=str(error.orig))
        return "the database cannot be asked"


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")
