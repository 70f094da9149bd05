"""Where things went that became one with another of their kind: their ids lead on for ever."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.kernel.db import BigId, Model, db


class MovedThing(Model):
    """An id that was a thing's own once, and that of the thing it is now."""

    __tablename__ = "moved_things"
    __table_args__ = (sa.Index("ix_moved_things_by_new_id", "kind", "new_id"),)

    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    old_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    new_id: Mapped[int] = mapped_column(sa.BigInteger)


def lead_on(kind: str, moved: Mapping[int, int]) -> None:
    """Who comes by one of these old ids is led to the new one, and so is who was led to the old one before."""
    if not moved:
        return
    table: Any = MovedThing.__table__
    again = sa.update(table).where(table.c.kind == kind, table.c.new_id == sa.bindparam("was"))
    steps = [{"was": old, "now_at": new} for old, new in moved.items()]
    db.session.execute(again.values(new_id=sa.bindparam("now_at")), steps)
    db.session.execute(
        sa.insert(MovedThing), [{"kind": kind, "old_id": old, "new_id": new} for old, new in moved.items()]
    )


def moved_to(kind: str, old_id: int) -> int | None:
    """The id under which this thing is found now; None for one that never moved."""
    return db.session.scalar(sa.select(MovedThing.new_id).filter_by(kind=kind, old_id=old_id))


def former_ids(kind: str, new_id: int) -> list[int]:
    """The ids of all that became one with this thing."""
    return list(db.session.scalars(sa.select(MovedThing.old_id).filter_by(kind=kind, new_id=new_id)))
