"""The worker: takes due jobs one by one, each in its own transaction, until it is told to stop."""

import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask

from forum.kernel.db import db, now
from forum.kernel.db_faults import DATABASE_ERRORS, describe_fault
from forum.kernel.jobs import (
    LONGEST_ERROR,
    RECURRING,
    Handler,
    Job,
    beat,
    handler_of,
    make_due_after_clock_set_back,
    plan_recurring,
)
from forum.kernel.safe_errors import LoggableError, describe_error
from forum.kernel.sqlite import writer

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 8
# 15 s, 45 s, … 3 h: eight tries over about five hours outlast a mail server's bad evening.
FIRST_PAUSE = timedelta(seconds=15)
PAUSE_GROWTH = 3
SHORTEST_NAP, LONGEST_NAP = 1.0, 5.0
BEAT = timedelta(seconds=15)
# Advisory locks of PostgreSQL are one space of numbers: jobs take theirs from here on.
LOCKS = 0x6A6F6273 << 32
DIED = "The worker ended while doing this, each time."


@dataclass(frozen=True)
class Claim:
    """A job this worker took, as it was then. `attempts` tells its claim from any later one."""

    id: int
    kind: str
    key: str | None
    payload: dict[str, Any]
    attempts: int
    asked: int


def work(app: Flask, *, parent: int | None = None) -> None:
    """Do jobs until SIGTERM or SIGINT, or until the process `parent` is no longer the parent of this one.

    The job in hand is finished first.
    """
    with writer(), _stop_signals() as stopped:
        log.info("worker started", process=os.getpid())
        nap, beaten = 0.0, -BEAT.total_seconds()
        while not stopped(nap) and parent in (None, os.getppid()):
            if time.monotonic() - beaten >= BEAT.total_seconds() and _safely(_beat, app):
                beaten = time.monotonic()
            busy = _safely(run_one, app)
            nap = 0.0 if busy else min(nap + SHORTEST_NAP, LONGEST_NAP)
        log.info("worker stopped", process=os.getpid())


def run_one(app: Flask) -> bool:
    """Take one due job and do it; False when none is due. Belongs inside writer()."""
    with app.app_context():
        claim = _claim()
    if claim is None:
        return False
    try:
        with app.app_context():
            _do(claim)
    except Exception as error:  # whatever a handler raises is its job's fault, not the worker's
        log.exception("job failed", kind=claim.kind, job=claim.id, attempt=claim.attempts)
        with app.app_context():
            _fail(claim, describe_error(error))
    return True


def _claim() -> Claim | None:
    """Lease the job that has been due longest. The choice and the lease are one statement, and committed."""
    moment = now()
    due = sa.select(Job.id).where(Job.run_at <= moment).order_by(Job.run_at, Job.id).limit(1)
    statement = (
        sa.update(Job)
        .where(Job.id == due.with_for_update(skip_locked=True).scalar_subquery(), Job.run_at <= moment)
        .values(run_at=moment + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.key, Job.payload, Job.attempts, Job.asked)
    )
    row = db.session.execute(statement, execution_options={"synchronize_session": False}).first()
    db.session.commit()
    return Claim(*row) if row else None


def _do(claim: Claim) -> None:
    """The handler's effects and the end of the job become true together, or neither does."""
    if not _alone_with(claim):
        log.info("job is in other hands", kind=claim.kind, job=claim.id)
        return
    if claim.attempts > MOST_ATTEMPTS:
        raise LoggableError(DIED)
    handler = handler_of(claim.kind)
    handler.work(**claim.payload)
    _finish(claim, handler)
    db.session.commit()


def _alone_with(claim: Claim) -> bool:
    """Whether nobody else does this job now or has done it: our lease may have ended before we came to it.

    From here to the end of the transaction nobody else can, however long the work takes.

    On SQLite the transaction that begins here is the only writer until its end. On PostgreSQL an advisory lock,
    which unlike a lock on the row keeps nobody from asking for the work again, lives as long as our transaction.
    """
    ours = sa.select(sa.literal(1)).where(Job.id == claim.id, Job.attempts == claim.attempts)
    if db.session.get_bind().dialect.name == "postgresql":
        locked = db.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCKS + claim.id)))
        return bool(locked) and db.session.scalar(ours) is not None
    return db.session.scalar(ours) is not None


def _finish(claim: Claim, handler: Handler) -> None:
    """End the job, or keep it where it recurs or was asked for again meanwhile."""
    again = sa.update(Job).where(Job.id == claim.id).values(attempts=0, failed_at=None, error="")
    if handler.every is not None and claim.key == RECURRING:
        _changed(again.values(run_at=now() + handler.every))
    elif not _changed(sa.delete(Job).where(Job.id == claim.id, Job.asked == claim.asked)):
        _changed(again.values(run_at=now()))


def _fail(claim: Claim, error: str) -> None:
    """The job is tried again later; after its last try it is given up, and a recurring one waits for its next turn."""
    values: dict[str, Any] = {"error": error.replace("\0", "")[:LONGEST_ERROR]}
    if claim.attempts < MOST_ATTEMPTS:
        values["run_at"] = now() + FIRST_PAUSE * PAUSE_GROWTH ** (claim.attempts - 1)
    else:
        values |= {"run_at": _next_turn(claim), "failed_at": now(), "attempts": 0}
    _changed(sa.update(Job).where(Job.id == claim.id, Job.attempts == claim.attempts).values(**values))
    db.session.commit()


def _next_turn(claim: Claim) -> datetime | None:
    try:
        every = handler_of(claim.kind).every
    except LookupError:
        return None
    return now() + every if every is not None and claim.key == RECURRING else None


def _changed(statement: Any) -> bool:
    found = db.session.execute(statement.returning(Job.id), execution_options={"synchronize_session": False})
    return found.first() is not None


def _beat(app: Flask) -> bool:
    """Say that there is a worker, and see that what recurs is planned and waits for no clock that was set back."""
    with app.app_context():
        plan_recurring()
        if late := make_due_after_clock_set_back():
            log.warning("clock was set back", jobs=late)
        beat(f"{socket.gethostname()[:100]}:{os.getpid()}")
        db.session.commit()
    return True


def _safely(step: Callable[[Flask], bool], app: Flask) -> bool:
    """Take a step of the worker; a database that is away or busy is waited for, not died of."""
    try:
        return step(app)
    except DATABASE_ERRORS as error:
        log.warning("worker waits for the database", error=describe_fault(error))
        return False


@contextmanager
def _stop_signals() -> Iterator[Callable[[float], bool]]:
    """Inside, SIGTERM and SIGINT interrupt nothing but the nap: stopped(seconds) naps and says whether one came."""
    heard, speaks = os.pipe()
    os.set_blocking(speaks, False)
    kinds = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(kind, lambda _number, _frame: os.write(speaks, b"x") and None) for kind in kinds]
    try:
        yield lambda seconds: bool(select.select([heard], [], [], seconds)[0])
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
        os.close(heard)
        os.close(speaks)
