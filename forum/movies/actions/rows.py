"""Many rows in one statement, the same way on both databases."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.kernel.db import Base, db

Thing = TypeVar("Thing")
# SQLite takes 32,766 values a statement, PostgreSQL 65,535; rows here have at most ten columns.
MOST_ROWS = 2000


def add_missing(model: type[Base], rows: Collection[dict[str, Any]], *returning: Any) -> list[Any]:
    """Insert those rows whose unique keys are free; returns these columns of the ones it made."""
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if on_postgresql else sqlite.insert
    made: list[Any] = []
    for some in chunks(rows, MOST_ROWS):
        statement = insert(model).values(some).on_conflict_do_nothing()
        result = db.session.execute(statement.returning(*returning) if returning else statement)
        made += result.all() if returning else []
    return made


def among(column: Any, values: Iterable[Any], *select: Any) -> Iterator[Any]:
    """The rows, as these columns, whose `column` is one of the values."""
    for some in chunks(values, MOST_ROWS):
        yield from db.session.execute(sa.select(*select).where(column.in_(some)))


def chunks(things: Iterable[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """The things in lists of at most this size."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
