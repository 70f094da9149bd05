"""Background work as rows: written in the transaction that wants it, kept until it is done or given up on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.kernel.db import UNSEEN, Model, Stamped, add_once, db, now, on_postgresql, put
from forum.kernel.safe_errors import LoggableError

RECURRING = "every"
WORKER = "worker"
LONGEST_ERROR = 2000
AT_ONCE = timedelta(0)
CLOCK_IS_BACK = timedelta(minutes=1)  # clocks of two machines differ by less
Work = TypeVar("Work", bound=Callable[..., None])


class Job(Stamped, Model):
    """One piece of work to be done: by which handler, with what, and not before when.

    A worker that takes it moves `run_at` to the end of its lease, so the work of a worker that died is due again
    by itself. Work that was given up has no `run_at`; it waits for an admin.
    """

    __tablename__ = "jobs"
    __table_args__ = (sa.UniqueConstraint("kind", "key"), UNSEEN)

    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str | None] = mapped_column(sa.String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    run_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    # How often the work was asked for under its key: asked again while it runs, it has to run again.
    asked: Mapped[int] = mapped_column(default=1)
    failed_at: Mapped[datetime | None] = mapped_column(index=True)
    error: Mapped[str] = mapped_column(sa.Text, default="")


class Heartbeat(Model):
    """When a worker was last seen; one row for all of them."""

    __tablename__ = "heartbeats"
    __table_args__ = UNSEEN

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    beat_at: Mapped[datetime]
    worker: Mapped[str] = mapped_column(sa.String(120))


class NoHandlerError(LoggableError, LookupError):
    """Nothing here does work of this kind."""


@dataclass(frozen=True)
class Handler:
    """The function that does a kind of work, and how often it is to be done by itself."""

    work: Callable[..., None]
    every: timedelta | None


_handlers: dict[str, Handler] = {}


def handles(kind: str, *, every: timedelta | None = None) -> Callable[[Work], Work]:
    """Register a function as the handler of a kind of job; with `every`, it also runs by itself that often.

    It is called with the payload as keywords, in the transaction that removes the job, which it never commits itself.
    It may be called twice for one job, after a crash or a failure, and must come to the same end. On SQLite it holds
    the one writer: long work enqueues its next piece.
    """

    def register(work: Work) -> Work:
        if kind in _handlers:
            raise ValueError(f"two handlers for jobs of kind {kind}")
        _handlers[kind] = Handler(work, every)
        return work

    return register


def handler_of(kind: str) -> Handler:
    """The handler of a kind of job; raises LookupError where there is none."""
    if kind not in _handlers:
        raise NoHandlerError(f"no handler for jobs of kind {kind}")
    return _handlers[kind]


def enqueue(kind: str, *, delay: timedelta = AT_ONCE, key: str | None = None, **payload: Any) -> None:
    """The work will be done, if and when the current transaction commits, after `delay` at the earliest.

    Work under one `key` is done once however often it is asked for while it waits; the last payload counts. Asked
    for while it runs, it runs again. Raises LookupError for a kind without a handler.
    """
    handler_of(kind)
    values = {"kind": kind, "key": key, "payload": payload, "run_at": now() + delay}
    if key is None:
        db.session.add(Job(**values))
    else:
        db.session.execute(_asked_again(values))


def plan_recurring() -> None:
    """Every kind of work that is done by itself has its row."""
    for kind, handler in _handlers.items():
        if handler.every is not None:
            first = {"payload": {}, "run_at": now(), "created_at": now(), "attempts": 0, "asked": 1, "error": ""}
            add_once(Job, kind=kind, key=RECURRING, **first)


def failed_jobs(most: int = 100) -> Sequence[Job]:
    """What was given up on and what keeps failing, latest first, each with its error."""
    return db.session.scalars(
        sa.select(Job).where(Job.failed_at.is_not(None)).order_by(Job.failed_at.desc(), Job.id.desc()).limit(most)
    ).all()


def retry_job(job_id: int) -> bool:
    """A failed job is due at once, with all its tries; False where there is no such failed job."""
    fresh = {"run_at": now(), "attempts": 0, "failed_at": None}
    statement = sa.update(Job).where(Job.id == job_id, Job.failed_at.is_not(None)).values(**fresh)
    return bool(db.session.execute(statement.returning(Job.id)).all())


def make_due_after_clock_set_back() -> int:
    """Where the clock was set back since the last beat, what was due by it then is due now; return how many jobs.

    Without this they would wait until the clock has caught up: a day, where it was a day ahead. What a worker holds
    is due later than the last beat, at the end of its lease, and stays with it.
    """
    before, moment = last_beat(), now()
    if before is None or before - moment < CLOCK_IS_BACK:
        return 0
    late = sa.update(Job).where(Job.run_at > moment, Job.run_at <= before).values(run_at=moment)
    return len(db.session.execute(late.returning(Job.id), execution_options={"synchronize_session": False}).all())


def oldest_wait() -> timedelta:
    """How long the longest waiting job has been due; zero when nothing waits."""
    due = db.session.scalar(sa.select(Job.run_at).where(Job.run_at <= now()).order_by(Job.run_at).limit(1))
    return now() - due if due else timedelta(0)


def beat(worker: str) -> None:
    """This worker was seen just now."""
    put(Heartbeat, {"name": WORKER}, beat_at=now(), worker=worker)


def last_beat() -> datetime | None:
    """When a worker was last seen, or None if never."""
    return db.session.scalar(sa.select(Heartbeat.beat_at).filter_by(name=WORKER))


def _asked_again(values: dict[str, Any]) -> Any:
    """The insert of keyed work; where it waits already it takes the new payload, and a failed one starts afresh."""
    insert: Any = postgresql.insert(Job) if on_postgresql() else sqlite.insert(Job)
    given_up = Job.run_at.is_(None)
    return insert.values(**values).on_conflict_do_update(
        index_elements=["kind", "key"],
        set_={
            "payload": insert.excluded.payload,
            "asked": Job.asked + 1,
            "attempts": sa.case((given_up, 0), else_=Job.attempts),
            "run_at": sa.func.coalesce(Job.run_at, insert.excluded.run_at),
            "failed_at": sa.case((given_up, sa.null()), else_=Job.failed_at),
        },
    )
