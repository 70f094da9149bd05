"""Many rows in one statement, the same way on both databases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.kernel.db import Base, db

Thing = TypeVar("Thing")
# SQLite takes 32,766 values a statement, PostgreSQL 65,535.
MOST_VALUES = 10_000


def add_missing(model: type[Base], rows: Sequence[dict[str, Any]], *returning: Any) -> list[Any]:
    """Insert those rows whose unique keys are free; returns these columns of the ones it made."""
    if not rows:
        return []
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if on_postgresql else sqlite.insert
    # On the table, not the class, and with the rows as parameters: the statement is compiled once for all batches.
    statement = insert(model.__table__).on_conflict_do_nothing()
    if not returning:
        db.session.execute(statement, rows)
        return []
    return list(db.session.execute(statement.returning(*returning), rows))


def change(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Each row, by its `id`, has these values; rows that change the same columns go together."""
    table: Any = model.__table__
    kinds: defaultdict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kinds[frozenset(row)].append({f"the_{name}": value for name, value in row.items()})
    for names, some in kinds.items():
        values: dict[Any, Any] = {table.c[name]: sa.bindparam(f"the_{name}") for name in sorted(names - {"id"})}
        db.session.execute(sa.update(table).where(table.c.id == sa.bindparam("the_id")).values(values), some)


def among(column: Any, values: Iterable[Any], *select: Any) -> Iterator[Any]:
    """The rows, as these columns, whose `column` is one of the values."""
    for some in chunks(values, MOST_VALUES):
        yield from db.session.execute(sa.select(*select).where(column.in_(some)))


def chunks(things: Iterable[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """The things in lists of at most this size."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
