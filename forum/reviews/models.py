"""Reviews: what critics wrote elsewhere, and what members think here."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel import markdown
from forum.kernel.db import BigId, Model, Stamped, now
from forum.members.models import Member
from forum.movies.models import Movie

LONGEST_REVIEW = 20_000
LIKED_FROM = 7  # half stars: 3.5 stars and up count as liked
_WRITTEN = "body IS NOT NULL AND withdrawn_at IS NULL"
_SHOWN: dict[str, Any] = {"sqlite_where": sa.text(_WRITTEN), "postgresql_where": sa.text(_WRITTEN)}
# SQLite uses a partial index only where the query spells its condition alike.
_SHOWN_SUPER: dict[str, Any] = {
    "sqlite_where": sa.text(f"by_super_reviewer = 1 AND {_WRITTEN}"),
    "postgresql_where": sa.text(f"by_super_reviewer AND {_WRITTEN}"),
}


class CriticReview(Stamped, Model):
    """A published review, quoted. `identity` keeps an import from doubling it."""

    __tablename__ = "critic_reviews"
    __table_args__ = (
        sa.UniqueConstraint("movie_id", "identity"),
        sa.Index("ix_critic_reviews_shown", "movie_id", "published_on", "id"),
        sa.Index("ix_critic_reviews_top", "movie_id", "top_critic", "published_on", "id"),
        {"sqlite_autoincrement": True},  # a movie's history goes on naming one that was removed
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    identity: Mapped[str] = mapped_column(sa.String(700))  # critic|publication; publication|url without a critic
    critic: Mapped[str | None] = mapped_column(sa.String(120))
    publication: Mapped[str | None] = mapped_column(sa.String(120))
    quote: Mapped[str] = mapped_column(sa.String(1000))
    url: Mapped[str | None] = mapped_column(sa.String(500))
    published_on: Mapped[date] = mapped_column(default=date.min)  # date.min: not known; keyset pages need a value
    positive: Mapped[bool]
    original_score: Mapped[str | None] = mapped_column(sa.String(20))
    top_critic: Mapped[bool] = mapped_column(default=False)

    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")

    @property
    def day(self) -> date | None:
        """The day it was published, None where nobody knows."""
        return None if self.published_on == date.min else self.published_on


class Review(Stamped, Model):
    """What one member thinks of one movie: half stars (1–10), a body in Markdown, or both. Never two rows."""

    __tablename__ = "reviews"
    __table_args__ = (
        sa.UniqueConstraint("movie_id", "member_id"),
        sa.CheckConstraint("half_stars BETWEEN 1 AND 10", name="half_stars"),
        sa.CheckConstraint(
            "half_stars IS NOT NULL OR body IS NOT NULL OR withdrawn_at IS NOT NULL", name="says_something"
        ),
        sa.Index("ix_reviews_super_first", "movie_id", "by_super_reviewer", "helpful_count", "id", **_SHOWN),
        sa.Index("ix_reviews_most_helpful", "movie_id", "helpful_count", "id", **_SHOWN),
        sa.Index("ix_reviews_newest", "movie_id", "published_at", "id", **_SHOWN),
        sa.Index("ix_reviews_by_stars", "movie_id", "half_stars", "id", **_SHOWN),
        sa.Index("ix_reviews_by_member", "member_id", "published_at", "id", **_SHOWN),
        sa.Index("ix_reviews_newest_super", "published_at", "id", **_SHOWN_SUPER),
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"), index=True)
    half_stars: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(sa.Text)
    body_html: Mapped[str | None] = mapped_column(sa.Text)
    spoiler: Mapped[bool] = mapped_column(default=False)
    by_super_reviewer: Mapped[bool] = mapped_column(default=False)  # copied from the member, for ordering
    helpful_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")
    member: Mapped[Member] = relationship(lazy="raise_on_sql")

    @property
    def stars(self) -> float | None:
        """The rating in stars, 0.5–5."""
        return self.half_stars / 2 if self.half_stars else None

    @property
    def written_at(self) -> datetime:
        """When its author last wrote in it; taking it back is not writing."""
        return max(self.published_at, self.edited_at or self.published_at)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back."""
        return self.withdrawn_at is not None

    @property
    def is_shown(self) -> bool:
        """Whether it is listed: written, and not taken back."""
        return self.body is not None and not self.is_withdrawn

    def is_kept_by(self, member: Member | None) -> bool:
        """Whether this member sees it whatever became of it: its author and moderators do."""
        return member is not None and (member.id == self.member_id or member.moderates)

    @property
    def excerpt(self) -> str:
        """Its first words as plain text; nothing where they would give the story away."""
        return "" if self.spoiler else markdown.excerpt(self.body_html or "")


class ReviewRevision(Stamped, Model):
    """How a review read before a change; `created_at` is when that reading ended.

    `withdrawn_at` is when its author had taken it back, if another of the same member stands in its place since a
    merge: then it is for the author and moderators.
    """

    __tablename__ = "review_revisions"

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("reviews.id", ondelete="CASCADE"), index=True)
    half_stars: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(sa.Text)
    spoiler: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    @property
    def hides_something(self) -> bool:
        """Whether its text, shown as it was typed, would open a spoiler."""
        return self.spoiler or "||" in (self.body or "") or ":::" in (self.body or "")


class HelpfulMark(Model):
    """A member found a review helpful."""

    __tablename__ = "helpful_marks"

    review_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
