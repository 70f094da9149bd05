"""A page of a thread, whichever way it is read.

The house reads nested and oldest first unless asked: a talk makes sense in the order it was held, a page of it is one
range of an index, and a link to the middle stays where it was while votes come in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from forum.boards import tree
from forum.boards.models import OPENING, Post, Thread
from forum.boards.paths import BEYOND, DEEPEST
from forum.boards.queries import exchanges
from forum.boards.queries.posts import answered_by, post_of, shown_posts
from forum.boards.tree import Seat
from forum.kernel.db import db
from forum.kernel.paging import START, Page, Place, keyset, write_cursor

VIEWS = ("nested", "flat")
SORTS = ("best", "new", "old")
POSTS_A_PAGE = 50
SHOWN_BEFORE = 10  # posts above the one a permanent link leads to, so that it is not read without its context

_orders: dict[str, Callable[[Post], Any]] = {
    "best": lambda post: (-post.score, post.id),
    "new": lambda post: -post.id,
}


@dataclass(frozen=True)
class Way:
    """How a reader goes through a thread: the view, the order, and where they stand.

    `around` is a post the page must hold, `root` one whose exchange alone is read; both lead along the oldest first.
    """

    view: str = "nested"
    sort: str = "old"
    place: Place = START
    around: int | None = None
    root: int | None = None

    @property
    def at_start(self) -> bool:
        """Whether this is the first page of the thread."""
        return self.place == START and not self.around and not self.root


@dataclass(frozen=True)
class Reading:
    """What one page shows: the seats in order, and the cursors onward and back."""

    seats: list[Seat]
    page: Page


def read(thread: Thread, opening: Post, way: Way) -> Reading:
    """The page of a thread at the reader's place; raises Missing for a post that is not in it."""
    if way.view == "nested" and way.sort != "old":
        return _exchanges(thread, opening, way)
    page = _ordered(thread, opening, way) if way.sort == "old" else _flat_without_opening(thread, way)
    posts = [opening, *page.items] if way.sort != "old" and way.at_start else page.items
    parents = answered_by(posts)
    return Reading((tree.flat if way.view == "flat" else tree.nested)(posts, parents), page)


def _exchanges(thread: Thread, opening: Post, way: Way) -> Reading:
    if way.sort == "best":
        page = exchanges.best_exchanges(thread, place=way.place)
    else:
        page = exchanges.new_exchanges(opening, thread, place=way.place)
    beneath, going_on = exchanges.beginnings(thread, page.items)
    posts = [*([opening] if way.at_start else []), *page.items, *beneath]
    seats = tree.nested(posts, {post.id: post for post in posts}, order=_orders[way.sort])
    return Reading(_with_more(seats, going_on), page)


def _with_more(seats: Sequence[Seat], going_on: dict[int, str]) -> list[Seat]:
    """The last seat of each exchange that goes on knows where."""
    marked, top = list(seats), 0
    for number, seat in enumerate(marked):
        top = seat.post.id if seat.post.depth == tree.FIRST_REPLY else top
        ends = number + 1 == len(marked) or marked[number + 1].post.depth <= tree.FIRST_REPLY
        if ends and top in going_on:
            marked[number] = replace(marked[number], more=going_on[top], exchange=top)
    return marked


def _ordered(thread: Thread, opening: Post, way: Way) -> Page:
    """Oldest first: as a tree by path, flat by id; whole, beneath a root, or around a post."""
    key = Post.id if way.view == "flat" else Post.path
    select = shown_posts(thread)
    if way.view == "flat" and way.at_start:
        # No post of a thread is older than its first: said so, lest a planner look from the house's first day on.
        select = select.where(Post.id >= opening.id)
    if way.root and way.view == "nested":
        top = post_of(thread, way.root).path[:DEEPEST]
        select = select.where(Post.path >= top, Post.path < top + BEYOND)
    if way.around:
        here = post_of(thread, way.around)
        return _window(select, key, here.id if way.view == "flat" else here.path)
    return keyset(select, key, descending=False, place=way.place, size=POSTS_A_PAGE)


def _flat_without_opening(thread: Thread, way: Way) -> Page:
    select = shown_posts(thread).where(Post.depth > OPENING)
    keys = (Post.score, Post.id) if way.sort == "best" else (Post.id,)
    return keyset(select, *keys, place=way.place, size=POSTS_A_PAGE)


def _window(select: sa.Select[Any], key: Any, value: Any) -> Page:
    """A page that holds the post with this key: some before it, and what follows."""
    above = keyset(select, key, descending=False, place=Place(before=write_cursor([value])), size=SHOWN_BEFORE)
    rest = select.where(key >= value).order_by(key).limit(POSTS_A_PAGE - SHOWN_BEFORE + 1)
    posts = db.session.scalars(rest).all()
    shown = [*above.items, *posts[: POSTS_A_PAGE - SHOWN_BEFORE]]
    more = len(posts) > POSTS_A_PAGE - SHOWN_BEFORE
    ends = [write_cursor([getattr(post, key.key)]) for post in (shown[0], shown[-1])]
    first = above.before if above.items else None
    return Page(shown, ends[1] if more else None, first and ends[0])
