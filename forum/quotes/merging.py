"""Quotes of two movies that are one: all of them move, and what an import brought to both stands once."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from forum.kernel.db import db
from forum.kernel.events import announce
from forum.kernel.moves import lead_on
from forum.movies import counts
from forum.movies.actions.rows import one_of
from forum.quotes.events import QuotesMerged
from forum.quotes.models import Quote, QuoteLine, QuoteRevision, Stage

UNSYNCED = {"synchronize_session": False}


def hold_quotes(movie_id: int) -> None:
    """Nobody changes or decides on a quote of the movie until this transaction ends: they too hold the quote first."""
    db.session.execute(sa.select(Quote.id).where(Quote.movie_id == movie_id).order_by(Quote.id).with_for_update())


def move_quotes(dropped_id: int, kept_id: int) -> None:
    """The kept movie has the quotes of both, whatever their stage, and counts them right. Both movies are held.

    Where both had the very same imported quote, at the same stage and of the same author, it stands once.
    """
    twice = [(one, other) for one, other in _known_twice(dropped_id, kept_id) if _is_double(one, other)]
    # The higher id stays: SQLite gives the highest out again once it is free, and links must not lead to another quote.
    doubles = {min(one.id, other.id): max(one.id, other.id) for one, other in twice}
    if doubles:
        _become_one(doubles)
    _forget_identities(dropped_id, kept_id)
    for model in (Quote, QuoteLine):
        moved = sa.update(model).where(model.movie_id == dropped_id).values(movie_id=kept_id)
        db.session.execute(moved, execution_options=UNSYNCED)
    _count(kept_id)
    if doubles:
        announce(QuotesMerged(tuple(doubles.items())))


def _known_twice(dropped_id: int, kept_id: int) -> list[tuple[Quote, Quote]]:
    one, other = aliased(Quote), aliased(Quote)
    both = sa.select(one, other).join(other, other.identity == one.identity)
    both = both.where(one.movie_id == dropped_id, other.movie_id == kept_id).with_for_update()
    lines = selectinload(one.lines), selectinload(other.lines)
    rows = db.session.execute(both.options(*lines), execution_options={"populate_existing": True})
    return [(dropped, kept) for dropped, kept in rows]


def _is_double(one: Quote, other: Quote) -> bool:
    alike = [(quote.wording, quote.stage, quote.author_id) for quote in (one, other)]
    return alike[0] == alike[1]


def _become_one(doubles: Mapping[int, int]) -> None:
    """Earlier readings and the address of each double are those of the quote it repeats; its lines go with it."""
    lead_on("quote", doubles)
    table: Any = QuoteRevision.__table__
    readings = sa.update(table).where(table.c.quote_id == sa.bindparam("was"))
    steps = [{"was": one, "now_at": other} for one, other in doubles.items()]
    db.session.execute(readings.values(quote_id=sa.bindparam("now_at")), steps)
    gone = sa.delete(Quote).where(one_of(Quote.id, list(doubles)))
    db.session.execute(gone, execution_options=UNSYNCED)


def _forget_identities(dropped_id: int, kept_id: int) -> None:
    """The kept movie's quotes are known to imports; one that says something else by now is no longer."""
    theirs = aliased(Quote)
    known = sa.select(theirs.identity).where(theirs.movie_id == kept_id, theirs.identity.is_not(None))
    same = sa.update(Quote).where(Quote.movie_id == dropped_id, Quote.identity.in_(known))
    db.session.execute(same.values(identity=None), execution_options=UNSYNCED)


def _count(movie_id: int) -> None:
    shown = sa.select(sa.func.count()).where(Quote.movie_id == movie_id, Quote.stage == Stage.APPROVED.value)
    counts.put(movie_id, quotes_count=db.session.scalar(shown) or 0)
