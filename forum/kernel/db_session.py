"""The session every request and job works with: giving up never fails, and how far a commit came is known."""

from contextvars import ContextVar
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.session import Session
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from forum.kernel.db_faults import is_unavailable


class CommitProgress(IntEnum):
    """How far the current try of a request came with saving. Only before the first COMMIT nothing can be saved."""

    NOT_SENT = 0
    SENT = 1
    CONFIRMED = 2


_progress: ContextVar[CommitProgress] = ContextVar("commit_progress", default=CommitProgress.NOT_SENT)


def forget_commits() -> None:
    """Begin a new try: nothing was sent to be committed."""
    _progress.set(CommitProgress.NOT_SENT)


def commit_progress() -> CommitProgress:
    """Return how far this try came with saving since forget_commits()."""
    return _progress.get()


def watch_commits(engine: sa.Engine) -> None:
    """Note each COMMIT before it is sent. Installed before whatever else listens for commits."""

    @event.listens_for(engine, "commit")
    def note_sending(_connection: sa.Connection) -> None:
        _progress.set(max(_progress.get(), CommitProgress.SENT))


class SafeSession(Session):
    """A session whose rollback and close succeed also on a connection that broke: the server has rolled back already.

    Otherwise the page that says so could not be shown, and a request that was answered would still fail.
    """

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        try:
            super().rollback()
        except SQLAlchemyError as error:
            self._let_go_after(error)

    def close(self) -> None:
        """Let go of the connection and of everything loaded."""
        if self.in_transaction():
            self.expunge_all()  # what was loaded keeps its values
            self.rollback()
        super().close()

    def _let_go_after(self, error: Exception) -> None:
        """Take what broke out of the pool; raise where it is no connection that broke."""
        if not is_unavailable(error):
            raise error
        if self.in_transaction():  # the outer transaction of one that was nested
            self.invalidate()


@event.listens_for(SafeSession, "after_commit")
def _note_confirmation(_session: Session) -> None:
    _progress.set(CommitProgress.CONFIRMED)


def session_options() -> dict[str, Any]:
    """Return the options of the session for Flask-SQLAlchemy."""
    return {"class_": SafeSession, "expire_on_commit": False}
