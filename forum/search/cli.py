"""`balcony search reindex`: the whole index again, while the house is open."""

from collections.abc import Callable

import click

from forum.kernel.db import db
from forum.kernel.db_faults import DATABASE_ERRORS, DatabaseFault, classify
from forum.kernel.sqlite import give_way
from forum.search.actions import count_of, index_next
from forum.search.models import Kind

MOST_TRIES = 10  # of one piece, each after some seconds of waiting


@click.group("search")
def group() -> None:
    """The search index."""


@group.command("reindex")
def reindex() -> None:
    """Read everything into the index again. Readers go on searching; run it as often as you like."""
    for kind in Kind:
        length = count_of(kind)
        with click.progressbar(length=length, label=f"{kind.value:>7}") as bar:
            _index_all(kind, bar.update, length)
    click.echo("Everything is in the index.")


def _index_all(kind: Kind, advance: Callable[[int], None], length: int) -> None:
    after: int | None = 0
    told = 0
    while after is not None:
        after = _index_piece(kind, after)
        done = length if after is None else after
        advance(done - told)
        told = done
        if after is not None:
            give_way(db.engine)


def _index_piece(kind: Kind, after: int) -> int | None:
    """One piece, committed. A house that writes without a pause may keep it waiting: then it tries again."""
    for left in reversed(range(MOST_TRIES)):
        try:
            last = index_next(kind, after)
            db.session.commit()
            break
        except DATABASE_ERRORS as error:  # locked on SQLite, a deadlock on PostgreSQL
            db.session.rollback()
            if not left or classify(error) is DatabaseFault.BUG:
                raise
    db.session.expunge_all()
    return last
