"""`balcony search reindex`: the whole index again, while the house is open."""

from collections.abc import Callable

import click

from forum.kernel.db import db
from forum.search.actions import count_of, index_next
from forum.search.models import Kind


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
        after = index_next(kind, after)
        db.session.commit()
        db.session.expunge_all()
        done = length if after is None else after
        advance(done - told)
        told = done
