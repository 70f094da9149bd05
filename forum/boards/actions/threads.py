"""Starting threads, and what moderators decide about them."""

from typing import Any

import sqlalchemy as sa

from forum.boards.actions.posts import new_post
from forum.boards.events import ThreadModerated, ThreadStarted
from forum.boards.models import OPENING, Board, Thread
from forum.boards.paths import next_post_id
from forum.boards.policy import may_moderate, may_start
from forum.boards.queries.threads import MOST_PINNED
from forum.kernel.db import db, now
from forum.kernel.errors import WrongState
from forum.kernel.events import announce
from forum.kernel.text import slugify
from forum.kernel.verdict import require
from forum.members.mentions import with_names
from forum.members.models import Member
from forum.modlog.actions import record
from forum.movies.counts import count
from forum.movies.models import Movie

NAMELESS = "thread"  # the end of the address where a title leaves no letter for one


def start_thread(author: Member, board: Board, *, title: str, body: str, movie: Movie | None = None) -> Thread:
    """The board, and the movie if the thread is about one, has a new thread with its opening post."""
    require(may_start(author))
    thread = Thread(board_id=board.id, title=title, slug=thread_slug(title), author_id=author.id)
    thread.movie_id = movie.id if movie else None
    thread.last_poster_id, thread.created_at = author.id, now()
    thread.last_post_at = thread.created_at
    db.session.add(thread)
    db.session.flush()
    post_id = db.session.scalar(sa.select(next_post_id())) or 1
    words = with_names(body)
    opening = new_post(post_id, author, thread, body, words, path="", depth=OPENING, at=thread.created_at)
    _counted(board, movie)
    announce(ThreadStarted(thread.id, opening.id, author.id, words.named))
    return thread


def thread_slug(title: str) -> str:
    """The readable end of a thread's address."""
    return slugify(title) or NAMELESS


def lock_thread(moderator: Member, thread: Thread, *, reason: str) -> None:
    """Nobody but moderators writes in the thread, and everybody may read why."""
    require(may_moderate(moderator))
    changes = {"locked_at": now(), "locked_by_id": moderator.id, "lock_reason": reason}
    _change(thread, Thread.locked_at.is_(None), changes, "This thread is locked already.")
    _decided(moderator, thread, "locked", reason)


def unlock_thread(moderator: Member, thread: Thread) -> None:
    """Everybody may write in the thread again."""
    require(may_moderate(moderator))
    changes = {"locked_at": None, "locked_by_id": None, "lock_reason": ""}
    _change(thread, Thread.locked_at.is_not(None), changes, "This thread is not locked.")
    _decided(moderator, thread, "unlocked")


def pin_thread(moderator: Member, thread: Thread) -> None:
    """The thread stands on top of its board; a board holds ten."""
    require(may_moderate(moderator))
    # Held, so that two moderators pinning at once do not make eleven; not against rows that only name the board,
    # since two new threads of it and a pin would wait for each other.
    db.session.execute(sa.select(Board.id).where(Board.id == thread.board_id).with_for_update(key_share=True))
    pinned = sa.select(Thread.id).where(Thread.board_id == thread.board_id, Thread.pinned_at.is_not(None))
    if len(db.session.scalars(pinned.limit(MOST_PINNED)).all()) == MOST_PINNED:
        raise WrongState(f"{MOST_PINNED} threads are pinned here already. Unpin one of them first.")
    changes = {"pinned_at": now(), "pinned_by_id": moderator.id}
    _change(thread, Thread.pinned_at.is_(None), changes, "This thread is pinned already.")
    _decided(moderator, thread, "pinned")


def unpin_thread(moderator: Member, thread: Thread) -> None:
    """The thread takes its turn among the others again."""
    require(may_moderate(moderator))
    changes = {"pinned_at": None, "pinned_by_id": None}
    _change(thread, Thread.pinned_at.is_not(None), changes, "This thread is not pinned.")
    _decided(moderator, thread, "unpinned")


def _change(thread: Thread, condition: sa.ColumnElement[bool], changes: dict[str, Any], otherwise: str) -> None:
    """Of two moderators deciding at once one wins; the other reads `otherwise`."""
    change = sa.update(Thread).where(Thread.id == thread.id, condition).values(changes).returning(Thread.id)
    if db.session.scalar(change) is None:
        raise WrongState(otherwise)


def _decided(moderator: Member, thread: Thread, decision: str, reason: str = "") -> None:
    record(moderator, decision, thread, title=thread.title, reason=reason)
    announce(ThreadModerated(thread.id, thread.author_id, moderator.id, decision))


def _counted(board: Board, movie: Movie | None) -> None:
    if movie:
        count(movie.id, threads_count=1)
    one_more = sa.update(Board).where(Board.id == board.id).values(threads_count=Board.threads_count + 1)
    db.session.execute(one_more, execution_options={"synchronize_session": False})
