"""The whole sample community in words that no id, moment or password changes, and what its counts should be."""

from collections import Counter
from typing import Any

import sqlalchemy as sa

from forum.boards.models import Board, Post, Thread
from forum.kernel.db import db
from forum.members.models import Follow, Member
from forum.modlog.models import LogEntry
from forum.movies.models import Movie
from forum.quotes.models import Quote, QuoteLine, Stage
from forum.reviews.models import HelpfulMark, Review
from tests.boards import recount as boards
from tests.reviews.make import recount as reviews_of
from tests.reviews.make import stored_counts


def drift() -> list[str]:
    """What differs between the counts that are kept and the rows they count; empty when all is well."""
    db.session.expire_all()
    return [*boards.drift(), *_of_movies(), *_of_quotes(), *_of_reviews(), *_of_members()]


def community() -> dict[str, Counter[Any]]:
    """Everything that a member of the house would notice."""
    return {name: Counter(tuple(row) for row in db.session.execute(rows)) for name, rows in _everything().items()}


def rows_in_all_tables() -> dict[str, int]:
    """How many rows each table holds."""
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


def _everything() -> dict[str, sa.Select[Any]]:
    movie = [column for column in Movie.__table__.c if column.name not in ("id", "created_at")]
    member = (Member.name, Member.role, Member.bio_html, Member.is_super_reviewer, Member.created_at)
    review = (Review.half_stars, Review.body_html, Review.by_super_reviewer, Review.helpful_count, Review.published_at)
    post = (Post.body_html, Post.depth, Post.score, Post.replies_count)
    log = (LogEntry.action, LogEntry.subject_kind, LogEntry.subject_title, LogEntry.reason)
    spoken = sa.select(Movie.title, Quote.stage, Member.name, QuoteLine.position, QuoteLine.character, QuoteLine.text)
    return {
        "movies": sa.select(*movie),
        "members": sa.select(*member, Member.followers_count, Member.following_count),
        "reviews": sa.select(Movie.title, Member.name, *review).join(Review.movie).join(Review.member),
        "boards": sa.select(Board.slug, Board.name, Board.position, Board.threads_count),
        "threads": sa.select(Thread.title, Thread.replies_count, Thread.lock_reason, Thread.pinned_at.is_(None)),
        "posts": sa.select(Thread.title, Member.name, *post).join(Post.thread).join(Post.author),
        "quotes": spoken.join(Quote.lines).join(Quote.movie).outerjoin(Quote.author),
        "log": sa.select(Member.name, *log).outerjoin(LogEntry.moderator),
    }


def _of_movies() -> list[str]:
    return [
        f"{movie.title}: {stored_counts(movie)} should be {reviews_of(movie)}"
        for movie in db.session.scalars(sa.select(Movie)).all()
        if stored_counts(movie) != reviews_of(movie)
    ]


def _of_quotes() -> list[str]:
    shown = Counter(db.session.scalars(sa.select(Quote.movie_id).where(Quote.stage == Stage.APPROVED.value)))
    return [
        f"{movie.title}: {movie.quotes_count} quotes should be {shown[movie.id]}"
        for movie in db.session.scalars(sa.select(Movie))
        if movie.quotes_count != shown[movie.id]
    ]


def _of_reviews() -> list[str]:
    marks = Counter(db.session.scalars(sa.select(HelpfulMark.review_id)))
    return [
        f"review {review.id}: {review.helpful_count} marks should be {marks[review.id]}"
        for review in db.session.scalars(sa.select(Review))
        if review.helpful_count != marks[review.id]
    ]


def _of_members() -> list[str]:
    followed, following = (
        Counter(db.session.scalars(sa.select(column))) for column in (Follow.followed_id, Follow.follower_id)
    )
    return [
        f"{member.name}: {member.followers_count} followers, {member.following_count} followed"
        for member in db.session.scalars(sa.select(Member))
        if (member.followers_count, member.following_count) != (followed[member.id], following[member.id])
    ]
