"""Many rows in one statement, the same way on both databases."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.kernel.db import Base, db, on_postgresql

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
    whole = on_postgresql()
    statement: Any = _insert_whole(model, rows) if whole else _insert_each(model)
    statement = statement.on_conflict_do_nothing(index_elements=[unless] if unless else None)
    if returning:
        statement = statement.returning(*returning)
    result = db.session.execute(statement) if whole else db.session.execute(statement, rows)
    return list(result) if returning else []


def learn_sizes(*models: type[Base]) -> None:
    """PostgreSQL knows how large these tables have become.

    An import fills empty tables: the plans made for its first batch, those of foreign keys too, would read them whole
    for ever after. SQLite finds its way by indexes alone.
    """
    if on_postgresql():
        for model in models:
            db.session.execute(sa.text(f"ANALYZE {model.__tablename__}"))


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
        yield from db.session.execute(sa.select(*select).where(one_of(column, some)))


def one_of(column: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of the values, which travel as one array or document, not as so many parameters.

    So the statement reads the same for any number of them: nothing is compiled anew, nor kept in a hundred lengths.
    """
    if on_postgresql():
        return column == sa.any_(sa.literal(values, postgresql.ARRAY(column.type)))  # type: ignore[no-any-return]
    document = sa.func.json_each(json.dumps(values)).table_valued("value")
    return column.in_(sa.select(document.c.value))  # type: ignore[no-any-return]


def chunks(things: Iterable[Thing], size: int) -> Iterator[Sequence[Thing]]:
    """The things in lists of at most this size."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def _insert_whole(model: type[Base], rows: Sequence[dict[str, Any]]) -> Any:
    """An insert for PostgreSQL that sends all rows as one JSON document: nothing to compile, one value to send."""
    table: Any = model.__table__
    columns = [table.c[name] for name in rows[0]]
    document = sa.cast(sa.literal(json.dumps(rows, default=str), sa.Text), sa.JSON)
    told = sa.func.json_to_recordset(document).table_valued(
        *(sa.column(column.name, column.type) for column in columns)
    )
    named = told.render_derived(with_types=True)
    return postgresql.insert(table).from_select([column.name for column in columns], sa.select(*named.c))


def _insert_each(model: type[Base]) -> Any:
    """An insert for SQLite, on the table and not the class: compiled once, then run row by row inside the driver."""
    table: Any = model.__table__
    return sqlite.insert(table)
