"""Ways to read the record."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.kernel.paging import START, Page, Place, keyset
from forum.modlog.models import LogEntry


def entries(*, place: Place = START, action: str = "", size: int = 30) -> Page:
    """The record, newest first, each entry with its moderator; only one kind of decision where `action` is given."""
    select = _with_moderator()
    if action:
        select = select.where(LogEntry.action == action)
    return keyset(select, LogEntry.created_at, LogEntry.id, place=place, size=size)


def entries_about(kind: str, subject_id: int, *, most: int = 20) -> list[LogEntry]:
    """What was decided about one thing, newest first."""
    about = _with_moderator().filter_by(subject_kind=kind, subject_id=subject_id)
    return list(db.session.scalars(about.order_by(LogEntry.id.desc()).limit(most)))


def _with_moderator() -> sa.Select[Any]:
    return sa.select(LogEntry).options(joinedload(LogEntry.moderator))
