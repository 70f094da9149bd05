"""One of everything that may be found, made the way the house makes it."""

from collections.abc import Iterable

import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.actions import Source, put_movies
from forum.movies.facts import CreditFacts, MovieFacts
from forum.movies.models import Job
from forum.search.models import Entry
from tests.boards.make import board, opening, reply, thread
from tests.make import admin, member, moderator, moment, movie
from tests.quotes.make import approved, quote
from tests.reviews.make import review

__all__ = [
    "admin", "approved", "board", "index_of", "member", "moderator", "moment", "movie", "movies", "opening", "quote",
    "reply", "review", "thread",
]  # fmt: skip


def movies(told: Iterable[tuple[str, int, Iterable[str]]]) -> None:
    """Many movies at once: title, year and cast."""
    facts = [
        MovieFacts(title, year, credits={Job.CAST: [CreditFacts(name) for name in cast]}) for title, year, cast in told
    ]
    put_movies(Source("tests"), facts)
    db.session.commit()


def index_of(*columns: str) -> set[tuple]:
    """The whole index, as these columns; without times, which a second reading does not repeat."""
    names = columns or ("kind", "subject_id", "title", "exact", "names", "folded", "body", "movie_id", "member_id")
    rows = db.session.execute(sa.select(*(getattr(Entry, name) for name in names)))
    return {tuple(row) for row in rows}
