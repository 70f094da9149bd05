"""What members are told: one line for each kind of news about a thing, unread again when more of it comes."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import UNSEEN, BigId, Model, Stamped, now
from forum.members.models import Member

LONGEST_TITLE = 300
_UNREAD = sa.text("read_at IS NULL")


class Topic(enum.StrEnum):
    """What a member can ask not to be told of."""

    REPLIES = "replies"
    MENTIONS = "mentions"
    REVIEWS = "reviews"
    HELPFUL = "helpful"
    QUOTES = "quotes"
    SUGGESTIONS = "suggestions"
    BADGE = "badge"
    MODERATION = "moderation"


class Kind(enum.StrEnum):
    """What happened."""

    REPLY = "reply"
    MENTION = "mention"
    REVIEW = "review"
    HELPFUL = "helpful"
    QUOTE_APPROVED = "quote_approved"
    QUOTE_REJECTED = "quote_rejected"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_DECLINED = "suggestion_declined"
    BADGE_AWARDED = "badge_awarded"
    BADGE_WITHDRAWN = "badge_withdrawn"
    POST_REMOVED = "post_removed"
    THREAD_LOCKED = "thread_locked"
    THREAD_UNLOCKED = "thread_unlocked"
    THREAD_PINNED = "thread_pinned"
    THREAD_UNPINNED = "thread_unpinned"

    @property
    def topic(self) -> Topic:
        """Which choice of a member's settings it falls under."""
        return _TOPICS.get(self, Topic.MODERATION)


_TOPICS = {
    Kind.REPLY: Topic.REPLIES,
    Kind.MENTION: Topic.MENTIONS,
    Kind.REVIEW: Topic.REVIEWS,
    Kind.HELPFUL: Topic.HELPFUL,
    Kind.QUOTE_APPROVED: Topic.QUOTES,
    Kind.QUOTE_REJECTED: Topic.QUOTES,
    Kind.SUGGESTION_ACCEPTED: Topic.SUGGESTIONS,
    Kind.SUGGESTION_DECLINED: Topic.SUGGESTIONS,
    Kind.BADGE_AWARDED: Topic.BADGE,
    Kind.BADGE_WITHDRAWN: Topic.BADGE,
}


class Notification(Stamped, Model):
    """One line for one member. The subject is named by kind and id; `title` is what it, or its movie, is called.

    `times` is how often it happened: of replies since the line was read, of helpful marks in all. A line about replies
    leads to the first one that was not read, the post `first_id`.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        sa.UniqueConstraint("member_id", "kind", "subject_kind", "subject_id"),
        sa.Index("ix_notifications_latest", "member_id", "latest_at", "id"),
        sa.Index("ix_notifications_unread", "member_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        sa.Index("ix_notifications_subject", "subject_kind", "subject_id"),
        UNSEEN,
    )

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(30))
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    times: Mapped[int] = mapped_column(default=1)
    first_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    latest_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    actor: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=actor_id)


class Muted(Model):
    """A member does not want to be told of this."""

    __tablename__ = "muted_topics"
    __table_args__ = UNSEEN

    member_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    topic: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
