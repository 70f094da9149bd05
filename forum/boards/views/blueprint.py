"""The blueprint, the addresses of threads and posts, and what several pages ask of a request."""

from typing import Any

from flask import Blueprint, url_for

from forum.boards.models import Board, Post, Thread
from forum.boards.queries.reading import POSTS_A_PAGE
from forum.kernel.errors import Missing
from forum.kernel.links import found_at, lives_at
from forum.kernel.paging import LARGEST_INTEGER

bp = Blueprint("boards", __name__)
NO_SLUG = "-"  # for links that know only the id; the page's own address is one redirect away


@lives_at(Board)
def board_url(board: Board) -> str:
    """The address of a board."""
    return url_for("boards.show", slug=board.slug)


@lives_at(Thread)
def thread_url(thread: Thread) -> str:
    """The address of a thread."""
    return url_for("boards.thread", thread_id=thread.id, slug=thread.slug)


@lives_at(Post)
def post_url(post: Post) -> str:
    """The permanent address of a post."""
    return url_for("boards.post", post_id=post.id)


@found_at("board")
def board_place(board_id: int) -> str:
    """Boards are known by name; the list of all leads to each."""
    return url_for("boards.index", _anchor=f"board-{board_id}")


@found_at("thread")
def thread_place(thread_id: int) -> str:
    """The address of a thread known by its id."""
    return url_for("boards.thread", thread_id=thread_id, slug=NO_SLUG)


@found_at("post")
def post_place(post_id: int) -> str:
    """The address of a post known by its id."""
    return url_for("boards.post", post_id=post_id)


def place_of_post(thread: Thread, post_id: int, *, view: str = "") -> str:
    """The page of a thread that surely holds the post, and the post on it: the only page where there is one."""
    if thread.replies_count < POSTS_A_PAGE - 1:
        shown: dict[str, Any] = {"view": "flat"} if view == "flat" else {}
        return url_for("boards.thread", thread_id=thread.id, slug=thread.slug, _anchor=f"p{post_id}", **shown)
    way: dict[str, Any] = {"view": "flat", "around": post_id} if view == "flat" else {"around": post_id}
    return url_for("boards.thread", thread_id=thread.id, slug=thread.slug, _anchor=f"p{post_id}", **way)


def number_in(typed: str | None) -> int | None:
    """The id somebody sent, None for none; raises Missing for what can be no id."""
    if not typed:
        return None
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST_INTEGER))
    if not is_number or not 0 < int(typed) <= LARGEST_INTEGER:
        raise Missing("There is no such post.")
    return int(typed)
