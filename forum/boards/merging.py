"""Threads about two movies that are one."""

import sqlalchemy as sa

from forum.boards.models import Thread
from forum.kernel.db import db
from forum.movies import counts


def hold_threads(movie_id: int) -> None:
    """Nobody replies in a thread about the movie until this transaction ends."""
    db.session.execute(sa.select(Thread.id).where(Thread.movie_id == movie_id).order_by(Thread.id).with_for_update())


def move_threads(dropped_id: int, kept_id: int) -> None:
    """The threads about both are about the kept movie, with all that was said in them, and it counts them right.

    They stand on the board of all movies before and after. Both movies are held.
    """
    moved = sa.update(Thread).where(Thread.movie_id == dropped_id).values(movie_id=kept_id)
    db.session.execute(moved, execution_options={"synchronize_session": False})
    threads = sa.select(sa.func.count()).where(Thread.movie_id == kept_id)
    counts.put(kept_id, threads_count=db.session.scalar(threads) or 0)
