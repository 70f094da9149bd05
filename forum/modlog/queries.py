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


def kinds_of_action() -> list[str]:
    """Every kind of decision there is in the record, in order.

    Each step asks the index for the next kind only, so the cost is the number of kinds, not of entries.
    """
    first = sa.select(sa.func.min(LogEntry.action).label("action"))
    kinds = first.cte("kinds", recursive=True)
    following = sa.select(sa.func.min(LogEntry.action)).where(LogEntry.action > kinds.c.action).scalar_subquery()
    kinds = kinds.union_all(sa.select(following).where(kinds.c.action.is_not(None)))
    return list(db.session.scalars(sa.select(kinds.c.action).where(kinds.c.action.is_not(None))))
