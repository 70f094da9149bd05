"""Boards, their threads, and posts that nest to any depth."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import BigId, Model, PlainText, Stamped, now
from forum.members.models import Member
from forum.movies.models import Movie

LONGEST_TITLE = 150
LONGEST_POST = 20_000
LONGEST_REASON = 300
MOVIE_FORUM = "movie-forum"  # the board where the threads of all movies live
OPENING = 0
# PostgreSQL refuses an index row at about 2,700 bytes, which a path of six characters a level reaches at depth 450.
# From this depth on a post stands beneath its ancestor of this depth, in the order of arrival; parent_id goes on.
DEEPEST_PATH = 100
STEP = 6


class Board(Stamped, Model):
    """A place for threads."""

    __tablename__ = "boards"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(default=0)
    threads_count: Mapped[int] = mapped_column(default=0)


class Thread(Stamped, Model):
    """A subject and everything said on it. A movie's thread stands on the movie forum and names its movie."""

    __tablename__ = "threads"
    __table_args__ = (
        sa.Index("ix_threads_of_board", "board_id", "last_post_at", "id"),
        sa.Index("ix_threads_of_movie", "movie_id", "last_post_at", "id"),
        sa.Index("ix_threads_alive", "last_post_at", "id"),
        sa.Index("ix_threads_pinned", "board_id", "pinned_at", sqlite_where=sa.text("pinned_at IS NOT NULL"),
                 postgresql_where=sa.text("pinned_at IS NOT NULL")),
        sa.Index("ix_threads_of_author", "author_id", "created_at", "id"),
    )  # fmt: skip

    board_id: Mapped[int] = mapped_column(sa.ForeignKey("boards.id", ondelete="RESTRICT"))
    movie_id: Mapped[int | None] = mapped_column(sa.ForeignKey("movies.id", ondelete="SET NULL"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    slug: Mapped[str] = mapped_column(sa.String(90))
    identity: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # digest of an imported one: never twice
    replies_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=now)
    last_poster_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    pinned_at: Mapped[datetime | None]
    pinned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    locked_at: Mapped[datetime | None]
    locked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    lock_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")

    board: Mapped[Board] = relationship(lazy="raise_on_sql")
    movie: Mapped[Movie | None] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=author_id)
    last_poster: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=last_poster_id)
    locked_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=locked_by_id)

    @property
    def is_answered(self) -> bool:
        """Whether a reply stands: the removed ones keep their places but are no news."""
        return self.replies_count > 0 and self.last_post_at > self.created_at

    @property
    def is_locked(self) -> bool:
        """Whether a moderator closed it to replies."""
        return self.locked_at is not None

    @property
    def is_pinned(self) -> bool:
        """Whether a moderator keeps it on top."""
        return self.pinned_at is not None


class Post(Stamped, Model):
    """One contribution. The opening post has depth 0 and an empty path; replies to it have depth 1.

    `path` orders a thread as a tree, oldest first: that of the parent and six base-36 digits of the own id. A removed
    post keeps its place, so that the answers to it keep theirs.
    """

    __tablename__ = "posts"
    __table_args__ = (
        sa.Index("ix_posts_as_tree", "thread_id", "path", unique=True),
        sa.Index("ix_posts_in_order", "thread_id", "id"),
        sa.Index("ix_posts_by_score", "thread_id", "score", "id"),
        sa.Index("ix_posts_of_parent", "parent_id", "id"),
        sa.Index("ix_posts_best", "thread_id", "score", "id", sqlite_where=sa.text("depth = 1"),
                 postgresql_where=sa.text("depth = 1")),
        sa.Index("ix_posts_of_author", "author_id", "created_at", "id"),
    )  # fmt: skip

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("threads.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("posts.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    path: Mapped[str] = mapped_column(PlainText)
    depth: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text)
    body_html: Mapped[str] = mapped_column(sa.Text)
    score: Mapped[int] = mapped_column(default=0)
    replies_count: Mapped[int] = mapped_column(default=0)  # direct replies
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    removal_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=author_id)

    @property
    def is_opening(self) -> bool:
        """Whether this post opens its thread."""
        return self.depth == OPENING

    @property
    def is_removed(self) -> bool:
        """Whether its words were taken away, by its author or a moderator."""
        return self.removed_at is not None

    @property
    def went_with_its_author(self) -> bool:
        """Whether its author took it away; a moderator gives a reason."""
        return self.is_removed and not self.removal_reason


class PostVote(Model):
    """A member agrees with a post."""

    __tablename__ = "post_votes"

    post_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)


class PostRevision(Stamped, Model):
    """How a post read before a change; `created_at` is when that reading ended."""

    __tablename__ = "post_revisions"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
