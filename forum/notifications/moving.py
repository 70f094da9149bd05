"""Lines about things that became one with another of their kind."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.notifications.models import Notification


def follow(subject_kind: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Lines about the first of each pair are about the second; who had one of the same kind about it keeps that one."""
    table: Any = Notification.__table__
    other = table.alias()
    about = sa.and_(table.c.subject_kind == subject_kind, table.c.subject_id == sa.bindparam("was"))
    same = sa.exists().where(
        other.c.member_id == table.c.member_id,
        other.c.kind == table.c.kind,
        other.c.subject_kind == subject_kind,
        other.c.subject_id == sa.bindparam("now_at"),
    )
    steps = [{"was": was, "now_at": now_at} for was, now_at in pairs]
    db.session.execute(sa.update(table).where(about, ~same).values(subject_id=sa.bindparam("now_at")), steps)
    db.session.execute(sa.delete(table).where(about), [{"was": was} for was, _ in pairs])
