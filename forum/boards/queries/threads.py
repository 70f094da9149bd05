"""Ways to look at boards and their threads."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.boards.models import Board, Thread
from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.kernel.text import is_sound
from forum.members.models import Member
from forum.movies.models import Movie

THREADS_A_PAGE = 30
MOST_PINNED = 10
MOST_BOARDS = 200


def all_boards() -> list[Board]:
    """Every board, in the order the house shows them."""
    return list(db.session.scalars(sa.select(Board).order_by(Board.position, Board.name).limit(MOST_BOARDS)))


def boards_with_latest() -> list[tuple[Board, Thread | None]]:
    """Every board with the thread that was written in last, its last poster loaded."""
    latest = sa.select(Thread.id).where(Thread.board_id == Board.id).correlate(Board)
    latest = latest.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(1)
    select = sa.select(Board, latest.scalar_subquery()).order_by(Board.position, Board.name).limit(MOST_BOARDS)
    rows = db.session.execute(select).all()
    named = _select(Thread.last_poster).where(Thread.id.in_([thread_id for _, thread_id in rows if thread_id]))
    threads = {thread.id: thread for thread in db.session.scalars(named)}
    return [(board, threads.get(thread_id)) for board, thread_id in rows]


def find_board(slug: str) -> Board | None:
    """The board at this address."""
    return db.session.scalar(sa.select(Board).where(Board.slug == slug)) if is_sound(slug) else None


def get_board(slug: str) -> Board:
    """The board at this address; raises Missing."""
    board = find_board(slug)
    if board is None:
        raise Missing("There is no board at this address.")
    return board


def board_of(board_id: int) -> Board:
    """The board with this id; raises Missing."""
    board = db.session.get(Board, board_id)
    if board is None:
        raise Missing("There is no board at this address.")
    return board


def get_thread(thread_id: int) -> Thread:
    """The thread with all that its page says of it; raises Missing."""
    select = _select(Thread.board, Thread.movie, Thread.locked_by).where(Thread.id == thread_id)
    thread: Thread | None = db.session.scalar(select)
    if thread is None:
        raise Missing("There is no thread at this address.")
    return thread


def pinned_on(board: Board) -> Sequence[Thread]:
    """The threads moderators keep on top of a board, the newest pin first, ready for a list."""
    pinned = _select(Thread.movie, Thread.last_poster).where(Thread.board_id == board.id, Thread.pinned_at.is_not(None))
    return db.session.scalars(pinned.order_by(Thread.pinned_at.desc(), Thread.id.desc()).limit(2 * MOST_PINNED)).all()


def threads_on(board: Board, *, place: Place = START, size: int = THREADS_A_PAGE) -> Page:
    """The threads of a board that are not pinned, the one written in last first, ready for a list."""
    select = _select(Thread.movie, Thread.last_poster).where(Thread.board_id == board.id, Thread.pinned_at.is_(None))
    return _latest_first(select, place, size)


def threads_of_movie(movie: Movie, *, place: Place = START, size: int = 5) -> Page:
    """The threads about a movie, the one written in last first, their last posters loaded."""
    return _latest_first(_select(Thread.last_poster).where(Thread.movie_id == movie.id), place, size)


def living_threads(most: int) -> list[Thread]:
    """The threads written in last anywhere; movie, board and last poster loaded."""
    select = _select(Thread.movie, Thread.board, Thread.last_poster)
    return list(db.session.scalars(select.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(most)))


def threads_by(member: Member, *, place: Place = START, size: int = 20) -> Page:
    """The threads a member started, newest first; movie, board and last poster loaded."""
    select = _select(Thread.movie, Thread.board, Thread.last_poster).where(Thread.author_id == member.id)
    return keyset(select, Thread.created_at, Thread.id, place=place, size=size)


def _select(*with_: Any) -> sa.Select[Any]:
    return sa.select(Thread).options(*[joinedload(relation) for relation in with_])


def _latest_first(select: sa.Select[Any], place: Place, size: int) -> Page:
    return keyset(select, Thread.last_post_at, Thread.id, place=place, size=size)
