"""One of everything that may be found, made the way the house makes it."""

import sqlalchemy as sa

from forum.kernel.db import db
from forum.search.models import Entry
from tests.boards.make import board, opening, reply, thread
from tests.make import admin, member, moderator, moment, movie
from tests.quotes.make import approved, quote
from tests.reviews.make import review

__all__ = [
    "admin", "approved", "board", "index_of", "member", "moderator", "moment", "movie", "opening", "quote", "reply",
    "review", "thread",
]  # fmt: skip


def index_of(*columns: str) -> set[tuple]:
    """The whole index, as these columns; without times, which a second reading does not repeat."""
    names = columns or ("kind", "subject_id", "title", "exact", "names", "folded", "body", "movie_id", "member_id")
    rows = db.session.execute(sa.select(*(getattr(Entry, name) for name in names)))
    return {tuple(row) for row in rows}
