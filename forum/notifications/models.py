"""What a member should be told: one line an event, however often the event is told."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.kernel.db import UNSEEN, Model, Stamped

LONGEST_WORDS = 400


class Notification(Stamped, Model):
    """One line for one member. The subject is named by kind and id; its words stand on its own page."""

    __tablename__ = "notifications"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "kind", "subject_kind", "subject_id"),
        sa.Index("ix_notifications_newest", "member_id", "created_at", "id"),
        UNSEEN,
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(30))  # quote_approved, quote_rejected, badge_awarded, badge_withdrawn
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    words: Mapped[str] = mapped_column(sa.String(LONGEST_WORDS))
    read_at: Mapped[datetime | None]
