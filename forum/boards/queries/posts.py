"""Ways to look at single posts, and at what members did with them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from forum.boards.models import OPENING, Post, PostRevision, PostVote, Thread
from forum.kernel.db import db, run
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Member

NO_SUCH_POST = "There is no post at this address."
SIDE_BY_SIDE = 20  # posts written at the same time, whose ids and moments may stand in different orders


def get_post(post_id: int, *, fresh: bool = False) -> Post:
    """The post with its author, thread and board; `fresh` reads it again. Raises Missing."""
    return _found(_whole().where(Post.id == post_id).execution_options(populate_existing=fresh))


def parent_in(thread_id: int, post_id: int | None) -> Post:
    """The post of a thread that is answered, its opening where none is named, loaded as by get_post."""
    if post_id is None:
        return _found(OPENING_IN, thread=thread_id)
    return _found(POST_IN, thread=thread_id, post=post_id)


def post_of(thread: Thread, post_id: int) -> Post:
    """The post with its author, when it stands in this thread; raises Missing."""
    mine = sa.select(Post).options(joinedload(Post.author)).where(Post.id == post_id, Post.thread_id == thread.id)
    return _found(mine)


def opening_of(thread: Thread) -> Post:
    """The post that opens a thread, with its author."""
    return _found(shown_posts(thread).where(Post.path == ""))


def last_that_stands(thread_id: int) -> tuple[datetime, int | None]:
    """When the latest post of a thread was written that nobody removed, and by whom; the opening one always counts."""
    standing = sa.or_(Post.removed_at.is_(None), Post.depth == OPENING)
    latest = sa.select(Post.created_at, Post.author_id, Post.id).where(Post.thread_id == thread_id, standing)
    near = latest.order_by(Post.id.desc()).limit(SIDE_BY_SIDE).subquery()
    last = sa.select(near.c.created_at, near.c.author_id).order_by(near.c.created_at.desc(), near.c.id.desc())
    moment, author_id = db.session.execute(last.limit(1)).one()
    return moment, author_id


def shown_posts(thread: Thread) -> sa.Select[Any]:
    """The posts of a thread as its page needs them: with authors, without their Markdown."""
    select = sa.select(Post).options(joinedload(Post.author).defer(Member.bio_html), defer(Post.body))
    return select.where(Post.thread_id == thread.id)


def answered_by(posts: Iterable[Post]) -> dict[int, Post]:
    """The posts that these replies answer and that are not among them, by id, in one query."""
    here = {post.id: post for post in posts}
    missing = {post.parent_id for post in here.values() if post.parent_id and post.depth > 1} - here.keys()
    if not missing:
        return here
    elsewhere = sa.select(Post).options(joinedload(Post.author), defer(Post.body), defer(Post.body_html))
    return here | {post.id: post for post in db.session.scalars(elsewhere.where(Post.id.in_(missing)))}


def voted_by(member: Member | None, posts: Iterable[Post]) -> set[int]:
    """Which of these posts the member agrees with."""
    if member is None:
        return set()
    return set(run(VOTES, {"member": member.id, "posts": [post.id for post in posts]}).scalars())


def newest_posts_by(member: Member, *, place: Place = START, size: int = 20) -> Page:
    """What a member wrote on boards, newest first, without what was removed; threads and boards loaded."""
    mine = _whole().where(Post.author_id == member.id, Post.removed_at.is_(None))
    return keyset(mine, Post.created_at, Post.id, place=place, size=size)


def revisions_of(post: Post, *, place: Place = START, size: int = 20) -> Page:
    """How a post read before each change, the latest first."""
    select = sa.select(PostRevision).where(PostRevision.post_id == post.id)
    return keyset(select, PostRevision.id, place=place, size=size)


def _whole() -> sa.Select[Any]:
    thread = joinedload(Post.thread).joinedload(Thread.board)
    return sa.select(Post).options(joinedload(Post.author), thread)


def _found(select: sa.Select[Any], **told: int) -> Post:
    post: Post | None = db.session.scalar(select, told)
    if post is None:
        raise Missing(NO_SUCH_POST)
    return post


# Asked by every reply and every thread's page, so put together once.
_votes: Any = PostVote.__table__
VOTES = sa.select(_votes.c.post_id).where(
    _votes.c.member_id == sa.bindparam("member"), _votes.c.post_id.in_(sa.bindparam("posts", expanding=True))
)
_IN_THREAD = _whole().where(Post.thread_id == sa.bindparam("thread"))
OPENING_IN, POST_IN = _IN_THREAD.where(Post.path == ""), _IN_THREAD.where(Post.id == sa.bindparam("post"))
