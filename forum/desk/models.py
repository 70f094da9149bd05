"""What was changed on movies by hand, and what members suggest to change."""

import enum
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import UNSEEN, Model, Stamped
from forum.members.models import Member
from forum.modlog.models import LONGEST_REASON
from forum.movies.models import Movie

# Anything the house tells about a movie, as texts by name: what an editor types, and reads.
Entries = Mapping[str, str]
_WAITING = "decided_at IS NULL"


class Revision(Stamped, Model):
    """One change: who, when, why, and how the entries that changed read before and after.

    `subject_kind` names the sheet (the movie's facts, a critic review …). No entries before: it was added; none
    after: it was removed.
    """

    __tablename__ = "movie_revisions"
    __table_args__ = (
        sa.UniqueConstraint("undoes_id"),  # a change is undone once
        sa.Index("ix_movie_revisions_newest", "movie_id", "id"),
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    suggested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("movie_revisions.id", ondelete="SET NULL"))
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    after: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))

    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")
    editor: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=editor_id)
    suggested_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=suggested_by_id)


class Answer(enum.StrEnum):
    """What became of a suggestion."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Suggestion(Stamped, Model):
    """A member's correction of a movie's facts, waiting for a moderator or decided. Only changed entries are kept."""

    __tablename__ = "suggestions"
    __table_args__ = (
        sa.Index(
            "ix_suggestions_waiting",
            "created_at",
            "id",
            sqlite_where=sa.text(_WAITING),
            postgresql_where=sa.text(_WAITING),
        ),
        sa.Index("ix_suggestions_of_member", "member_id", "id"),
        UNSEEN,
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    before: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))  # how the member knows
    answer: Mapped[str | None] = mapped_column(sa.String(10))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")

    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql", foreign_keys=member_id)
    decided_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=decided_by_id)
