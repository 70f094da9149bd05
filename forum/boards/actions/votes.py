"""Agreeing with posts: one vote a member and post, and a score that is always their number."""

import sqlalchemy as sa

from forum.boards.actions.posts import UNSYNCED, in_open_thread
from forum.boards.models import Post, PostVote, Thread
from forum.boards.policy import may_vote
from forum.kernel.db import add_once, db, now, take_out
from forum.kernel.errors import WrongState
from forum.kernel.verdict import require
from forum.members.models import Member

CLOSED_MEANWHILE = "Votes for this post were closed a moment ago."


def agree(member: Member, thread: Thread, post: Post) -> None:
    """The member agrees with the post, however often they say so."""
    require(may_vote(member, thread, post))
    if add_once(PostVote, post_id=post.id, member_id=member.id, created_at=now()):
        _count(member, post, 1)


def take_back(member: Member, thread: Thread, post: Post) -> None:
    """The member no longer agrees with the post."""
    require(may_vote(member, thread, post))
    if take_out(PostVote, post_id=post.id, member_id=member.id):
        _count(member, post, -1)


def _count(member: Member, post: Post, step: int) -> None:
    """The score follows the vote, or the vote does not stand: what refuses here undoes the whole request."""
    counted = sa.update(Post).where(Post.id == post.id, Post.removed_at.is_(None)).values(score=Post.score + step)
    if not member.moderates:
        counted = counted.where(in_open_thread())
    if db.session.scalar(counted.returning(Post.id), execution_options=UNSYNCED) is None:
        raise WrongState(CLOSED_MEANWHILE)
