"""Answering, changing and removing posts.

Each change is one conditional UPDATE, so that a lock, a removal and a reply that meet leave one truth. Rows are taken
in one order, the post before its thread, so that no two of them wait for each other.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.boards.events import PostEdited, PostRemoved, PostWritten
from forum.boards.models import Post, PostRevision, Thread
from forum.boards.paths import next_post_id, path_under
from forum.boards.policy import may_edit, may_remove, may_reply
from forum.boards.queries.posts import last_that_stands
from forum.kernel.db import BigId, db, now, run
from forum.kernel.errors import Invalid, WrongState
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.mentions import Words, names_changed, with_names
from forum.members.models import Member
from forum.modlog.actions import record

LOCKED_MEANWHILE = "A moderator locked this thread a moment ago."
REMOVED_MEANWHILE = "This post was removed a moment ago."
UNSYNCED = {"synchronize_session": False}

# Built once: to put these together takes longer than to run them, and replies come fast.
_posts: Any = Post.__table__
_threads: Any = Thread.__table__
ONE_MORE_ANSWER = (
    sa.update(_posts)
    .where(_posts.c.id == sa.bindparam("parent"), _posts.c.removed_at.is_(None))
    .values(replies_count=_posts.c.replies_count + 1)
    .returning(_posts.c.path, _posts.c.depth, next_post_id().label("next_id"))
)
# The clock was read before the thread is held: of two moments the later one stays.
AT = sa.bindparam("at", type_=_threads.c.last_post_at.type)
IS_LATER = _threads.c.last_post_at <= AT
ONE_MORE_POST = (
    sa.update(_threads)
    .where(_threads.c.id == sa.bindparam("thread"))
    .where(sa.or_(_threads.c.locked_at.is_(None), sa.bindparam("moderates", type_=sa.Boolean)))
    .values(
        replies_count=_threads.c.replies_count + 1,
        last_post_at=sa.case((IS_LATER, AT), else_=_threads.c.last_post_at),
        last_poster_id=sa.case((IS_LATER, sa.bindparam("author", type_=BigId)), else_=_threads.c.last_poster_id),
    )
    .returning(_threads.c.id)
)


def write_post(author: Member, thread: Thread, parent: Post, *, body: str) -> Post:
    """The parent has one more answer, which is the last post of the thread."""
    require(may_reply(author, thread, parent))
    place = run(ONE_MORE_ANSWER, {"parent": parent.id}).one_or_none()
    if place is None:
        raise WrongState(REMOVED_MEANWHILE)
    path, at, words = path_under(place.path, place.next_id), now(), with_names(body)
    post = new_post(place.next_id, author, thread, body, words, path=path, depth=place.depth + 1, at=at, parent=parent)
    _is_last(post, author)
    announce(PostWritten(post.id, thread.id, author.id, parent.author_id, words.named))
    return post


def new_post(
    post_id: int, author: Member, thread: Thread, body: str, words: Words, *, path: str, depth: int, at: datetime,
    parent: Post | None = None,
) -> Post:  # fmt: skip
    """A post stands at its place in the tree; what counts it is the caller's to change."""
    post = Post(id=post_id, thread_id=thread.id, author_id=author.id, path=path, depth=depth, created_at=at)
    post.body, post.body_html = body, words.html
    post.parent_id = parent.id if parent else None
    db.session.add(post)
    db.session.flush()
    return post


def edit_post(editor: Member, thread: Thread, post: Post, *, body: str, version: int) -> bool:
    """The post reads like this, and how it read before is kept.

    False when somebody changed it since `version`; raises WrongState when it was removed or locked meanwhile.
    """
    require(may_edit(editor, thread, post))
    if body == post.body:
        return True
    mine = sa.update(Post).where(Post.id == post.id, Post.version == version, Post.removed_at.is_(None))
    if not editor.moderates:
        mine = mine.where(in_open_thread())
    words = with_names(body)
    reads = {"body": body, "body_html": words.html, "edited_at": now(), "version": version + 1}
    mine = mine.values(reads).returning(Post.id)
    if post.version != version or db.session.scalar(mine, execution_options=UNSYNCED) is None:
        return _was_only_changed(editor, post)
    db.session.add(PostRevision(post_id=post.id, editor_id=editor.id, body=post.body))
    announce(PostEdited(post.id, thread.id, editor.id, *names_changed(post.body, words)))
    return True


def remove_post(remover: Member, thread: Thread, post: Post, *, reason: str = "") -> None:
    """The post's words are gone from its page and its place stays; a moderator's removal is in the public record.

    Where it was the last of its thread, the one before it is the last again.
    """
    require(may_remove(remover, post))
    by_author = remover.id == post.author_id
    if not by_author and not reason:
        raise Invalid("A moderator who removes a post says why.")
    goes = {"removed_at": now(), "removed_by_id": remover.id, "removal_reason": "" if by_author else reason}
    removal = sa.update(Post).where(Post.id == post.id, Post.removed_at.is_(None)).values(goes).returning(Post.id)
    if db.session.scalar(removal, execution_options=UNSYNCED) is None:
        raise WrongState("This post was removed already.")
    if not by_author:
        record(remover, "removed", post, title=f"a post in “{thread.title}”", reason=reason)
    _is_no_longer_last(post)
    announce(PostRemoved(post.id, thread.id, remover.id, with_names(post.body).named))


def in_open_thread() -> sa.ColumnElement[bool]:
    """The condition that the thread of a post is not locked."""
    return sa.exists().where(Thread.id == Post.thread_id, Thread.locked_at.is_(None))


def _is_last(post: Post, author: Member) -> None:
    told = {"thread": post.thread_id, "at": post.created_at, "author": author.id, "moderates": author.moderates}
    if run(ONE_MORE_POST, told).first() is None:
        raise WrongState(LOCKED_MEANWHILE)


def _is_no_longer_last(post: Post) -> None:
    """Where the post was the last of its thread, the latest that stands is.

    The thread is held before anybody looks: a reply that counted itself is then seen, and one that did not waits and
    comes after.
    """
    held = sa.select(Thread.last_post_at).where(Thread.id == post.thread_id).with_for_update(key_share=True)
    if db.session.scalars(held).one() > post.created_at:
        return
    moment, author_id = last_that_stands(post.thread_id)
    back = sa.update(Thread).where(Thread.id == post.thread_id).values(last_post_at=moment, last_poster_id=author_id)
    db.session.execute(back, execution_options=UNSYNCED)


def _was_only_changed(editor: Member, post: Post) -> bool:
    """Why an edit did not stand: False for another edit; raises WrongState for a removal or a lock."""
    state = sa.select(Post.removed_at, Thread.locked_at).join(Thread, Thread.id == Post.thread_id)
    removed_at, locked_at = db.session.execute(state.where(Post.id == post.id)).one()
    if removed_at:
        raise WrongState(REMOVED_MEANWHILE)
    if locked_at and not editor.moderates:
        raise WrongState(LOCKED_MEANWHILE)
    return False
