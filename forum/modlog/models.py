"""The public record: every decision of a moderator, with its reason, never edited."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import Model, Stamped
from forum.members.models import Member

LONGEST_REASON = 500


class LogEntry(Stamped, Model):
    """One decision: who, what was done, to what, why. The subject is named, not linked by key: it may go."""

    __tablename__ = "log_entries"
    __table_args__ = (
        sa.Index("ix_log_entries_newest", "created_at", "id"),
        sa.Index("ix_log_entries_by_action", "action", "created_at", "id"),
        sa.Index("ix_log_entries_subject", "subject_kind", "subject_id"),
    )

    moderator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(sa.String(40))
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    subject_title: Mapped[str] = mapped_column(sa.String(300))
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")
    details: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)

    moderator: Mapped[Member | None] = relationship(lazy="raise_on_sql")


@event.listens_for(LogEntry, "before_update")
@event.listens_for(LogEntry, "before_delete")
def _stands(_mapper: Any, _connection: Any, _entry: LogEntry) -> None:
    raise AssertionError("the record is never edited")
