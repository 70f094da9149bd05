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


def add_missing(
    model: type[Base], rows: Sequence[dict[str, Any]], *returning: Any, unless: str | None = None
) -> list[Any]:
    """Insert those rows whose unique keys are free; returns these columns of the ones it made.

    With `unless` only that column's key may be taken: a clash on another one is an error.
    """
    if not rows:
        return []
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    statement: Any = _insert_arrays(model, rows) if on_postgresql else _insert_each(model)
    statement = statement.on_conflict_do_nothing(index_elements=[unless] if unless else None)
    if returning:
        statement = statement.returning(*returning)
    result = db.session.execute(statement) if on_postgresql else db.session.execute(statement, rows)
    return list(result) if returning else []


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


def _insert_arrays(model: type[Base], rows: Sequence[dict[str, Any]]) -> Any:
    """An insert for PostgreSQL that sends each column as one array: rows cost nothing to compile and little to send."""
    table: Any = model.__table__
    columns = [table.c[name] for name in rows[0]]
    arrays = [sa.literal([row[column.name] for row in rows], postgresql.ARRAY(column.type)) for column in columns]
    told = (
        sa.func.unnest(*arrays)
        .table_valued(*(sa.column(column.name, column.type) for column in columns))
        .render_derived()
    )
    return postgresql.insert(table).from_select([column.name for column in columns], sa.select(*told.c))


def _insert_each(model: type[Base]) -> Any:
    """An insert for SQLite, on the table and not the class: compiled once, then run row by row inside the driver."""
    table: Any = model.__table__
    return sqlite.insert(table)
