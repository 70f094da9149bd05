"""The Super Reviewer badge: every award and every withdrawal, with who, when and why."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import Model, Stamped
from forum.members.models import Member

LONGEST_REASON = 500
IMPORTED = "imported"
_HELD = sa.text("withdrawn_at IS NULL")


class Award(Stamped, Model):
    """The badge in one member's hands; it ends with a withdrawal, never with a deletion. One at a time."""

    __tablename__ = "awards"
    __table_args__ = (
        sa.Index("uq_awards_held", "member_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        sa.Index("ix_awards_held", "created_at", "id", sqlite_where=_HELD, postgresql_where=_HELD),
        sa.Index("ix_awards_newest", "created_at", "id"),
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"), index=True)
    awarded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    withdrawal_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")

    member: Mapped[Member] = relationship(lazy="raise_on_sql", foreign_keys=member_id)
    awarded_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=awarded_by_id)
    withdrawn_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=withdrawn_by_id)

    @property
    def is_imported(self) -> bool:
        """Whether nobody here gave it: it came in a film file, with the reviews of its member."""
        return self.reason == IMPORTED and self.awarded_by_id is None
