"""What was told and is no longer so: a line says what still stands, and goes when nothing does.

The line is held while it is counted anew, so that what happens meanwhile is added to the right number.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.boards.models import Post
from forum.kernel.db import db
from forum.movies.actions.rows import one_of
from forum.notifications.models import Kind, Notification
from forum.reviews.models import HelpfulMark, Review


def correct_replies(member_id: int, thread_id: int) -> None:
    """The member's line about replies in the thread counts those that stand."""
    line = _held(member_id, Kind.REPLY, "thread", thread_id)
    if line is None:
        return
    answered = aliased(Post)
    replies = (
        sa.select(sa.func.count(), sa.func.min(Post.id), sa.func.max(Post.id))
        .join(answered, answered.id == Post.parent_id)
        .where(Post.thread_id == thread_id, Post.id >= line.first_id, Post.removed_at.is_(None))
        .where(answered.author_id == member_id, Post.author_id != member_id)
    )
    times, first_id, last_id = db.session.execute(replies).one()
    actor_id = db.session.scalar(sa.select(Post.author_id).where(Post.id == last_id)) if times else None
    _stands(line, times, actor_id, first_id)


def correct_helpful(author_id: int, review_id: int) -> None:
    """The author's line about helpful marks counts those that stand."""
    line = _held(author_id, Kind.HELPFUL, "review", review_id)
    if line is None:
        return
    marks = sa.select(HelpfulMark.member_id).where(HelpfulMark.review_id == review_id)
    times = db.session.scalar(sa.select(sa.func.count()).select_from(marks.subquery())) or 0
    latest = marks.order_by(HelpfulMark.created_at.desc(), HelpfulMark.member_id).limit(1)
    _stands(line, times, db.session.scalar(latest))


def correct_merged_marks(review_ids: Sequence[int]) -> None:
    """Lines about helpful marks of these reviews say how many there are in all."""
    mine = Notification.kind == Kind.HELPFUL.value, Notification.subject_kind == "review"
    times = sa.select(Review.helpful_count).where(Review.id == Notification.subject_id).scalar_subquery()
    lines = sa.update(Notification).where(*mine, one_of(Notification.subject_id, review_ids))
    db.session.execute(lines.values(times=times), execution_options={"synchronize_session": False})


def _held(member_id: int, kind: Kind, subject_kind: str, subject_id: int) -> Notification | None:
    line = sa.select(Notification).filter_by(
        member_id=member_id, kind=kind.value, subject_kind=subject_kind, subject_id=subject_id
    )
    return db.session.scalar(line.with_for_update(), execution_options={"populate_existing": True})


def _stands(line: Notification, times: int, actor_id: int | None, first_id: int | None = None) -> None:
    if times:
        line.times, line.actor_id, line.first_id = times, actor_id, first_id
    else:
        db.session.delete(line)
    db.session.flush()
