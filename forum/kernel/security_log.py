"""Log lines about who signs in and what may be done: one stable key for each event, for a program that watches.

They hold ids, reasons and digests, never a name that was typed, a password or an address: people type passwords into
the field for the name. The request's id is on every line of a request. docs/operations.md lists the events.
"""

import hashlib
import hmac
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Session

from forum.kernel.db import db

log = structlog.get_logger("security")
DIGEST_LENGTH = 16
PENDING = "security_events"


def log_event(event: str, **facts: Any) -> None:
    """Write the event now: for what changes no row, such as a wrong password."""
    log.warning(event, **facts)


def log_event_after_commit(event: str, **facts: Any) -> None:
    """Write the event once the transaction is committed, and never when it is rolled back."""
    db.session().info.setdefault(PENDING, []).append((event, facts))


def keyed_digest(value: str) -> str:
    """Return a short name for a value that must not be in the log: equal for equal values, of use with no other key."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"log {value}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:DIGEST_LENGTH]


@sa.event.listens_for(db.session, "after_commit")
def _write(session: Session) -> None:
    if not session.in_nested_transaction():  # the end of a savepoint is no commit
        for event, facts in session.info.pop(PENDING, ()):
            log.info(event, **facts)


@sa.event.listens_for(db.session, "after_rollback")
def _drop(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(PENDING, None)
