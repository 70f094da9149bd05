"""What is asked of the database, counted: budgets for pages and proof that a read does not write."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

_MANNERS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\s*(WITH\b.*\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b"
    r"|(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|DROP|ALTER)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LOCKS = re.compile(r"\bFOR (UPDATE|NO KEY UPDATE|SHARE|KEY SHARE)\b.*$", re.IGNORECASE | re.DOTALL)
_listening: list["Statements"] = []


class Statements(list[str]):
    """The statements of a stretch of time, in order, without BEGIN and its like."""

    @property
    def writes(self) -> list[str]:
        """Those that change rows or tables."""
        return [statement for statement in self if _WRITES.match(_LOCKS.sub("", statement))]


@contextmanager
def count_queries() -> Iterator[Statements]:
    """Collect every statement sent to any database of this process while inside."""
    statements = Statements()
    _listening.append(statements)
    try:
        yield statements
    finally:
        _listening.remove(statements)


@contextmanager
def query_budget(most: int) -> Iterator[Statements]:
    """Fail when more than `most` statements are sent while inside, and say which they were."""
    with count_queries() as statements:
        yield statements
    listed = "\n\n".join(statements)
    assert len(statements) <= most, f"{len(statements)} statements, {most} allowed:\n\n{listed}"


@event.listens_for(sa.Engine, "before_cursor_execute")
def _note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
    if _listening and not _MANNERS.match(statement):
        for statements in _listening:
            statements.append(statement)
