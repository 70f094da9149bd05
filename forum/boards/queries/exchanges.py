"""Exchanges: top-level replies by score or age, each with the beginning of what was said beneath it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.boards.models import STEP, Post, Thread
from forum.boards.paths import BEYOND
from forum.boards.queries.posts import shown_posts
from forum.kernel.db import db
from forum.kernel.paging import Page, Place, keyset, write_cursor

EXCHANGES_A_PAGE = 15
REPLIES_SHOWN = 20  # of one exchange; the rest is a link away, so that no page grows with a single quarrel
# Written out, not bound: SQLite takes a partial index only when it can read the condition.
TOP_LEVEL = Post.depth == sa.literal_column("1")


def best_exchanges(thread: Thread, *, place: Place, size: int = EXCHANGES_A_PAGE) -> Page:
    """The replies to the opening post, those most members agree with first."""
    return keyset(shown_posts(thread).where(TOP_LEVEL), Post.score, Post.id, place=place, size=size)


def new_exchanges(opening: Post, thread: Thread, *, place: Place, size: int = EXCHANGES_A_PAGE) -> Page:
    """The replies to the opening post, newest first."""
    return keyset(shown_posts(thread).where(Post.parent_id == opening.id), Post.id, place=place, size=size)


def beginnings(thread: Thread, tops: Sequence[Post]) -> tuple[list[Post], dict[int, str]]:
    """The first posts beneath each top-level reply, in one query; and the cursors of the exchanges that go on."""
    said: dict[str, list[Post]] = defaultdict(list)
    for post in _beneath_each(thread, tops):
        said[post.path[:STEP]].append(post)
    shown = [post for posts in said.values() for post in posts[:REPLIES_SHOWN]]
    going_on = {
        top.id: write_cursor([said[top.path][REPLIES_SHOWN - 1].path])
        for top in tops
        if len(said[top.path]) > REPLIES_SHOWN
    }
    return shown, going_on


def _beneath_each(thread: Thread, tops: Sequence[Post]) -> Sequence[Post]:
    answered = [top for top in tops if top.replies_count]
    if not answered:
        return []
    places: dict[str, Any] = {"in_thread": thread.id}
    for number, top in enumerate(answered):
        places |= {f"above_{number}": top.path, f"end_{number}": top.path + BEYOND}
    select = shown_posts(thread).where(Post.id.in_(_ids_beneath(len(answered)))).order_by(Post.path)
    return db.session.scalars(select, places).all()


@cache
def _ids_beneath(tops: int) -> sa.Select[Any]:
    """One bounded walk for each top-level reply, as one statement both databases plan as so many index ranges."""
    walks = []
    for number in range(tops):
        here = Post.path > sa.bindparam(f"above_{number}"), Post.path < sa.bindparam(f"end_{number}")
        walk = sa.select(Post.id, Post.path).where(Post.thread_id == sa.bindparam("in_thread"), *here)
        bounded = walk.order_by(Post.path).limit(REPLIES_SHOWN + 1).subquery()
        walks.append(sa.select(bounded.c.id))
    return sa.select(sa.union_all(*walks).subquery().c.id)
