"""One row for every table, whatever its columns, so that a migration has something to lose."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db

VALUES: dict[type, Any] = {
    bool: True,
    int: 1,
    float: 1.0,
    str: "one",
    bytes: b"one",
    object: {"one": 1},  # JSON
    date: date(2011, 2, 22),
    datetime: datetime(2011, 2, 22, 12, tzinfo=UTC),
}


def fill() -> dict[str, int]:
    """Put one row into every table, every column of it filled, and return how many rows each table holds."""
    for table in db.metadata.sorted_tables:
        db.session.execute(table.insert().values({column.name: _value(column) for column in table.columns}))
    db.session.commit()
    return counted()


def counted() -> dict[str, int]:
    """How many rows each table holds."""
    counts = {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return counts


def _value(column: sa.Column) -> Any:
    """Foreign keys lead to the one row of their table; a row that would lead to itself leads nowhere where it may."""
    to_itself = any(key.column.table is column.table for key in column.foreign_keys)
    if to_itself and column.nullable:
        return None
    return VALUES[column.type.python_type]
