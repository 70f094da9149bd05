"""What is asked of the database, counted: budgets for pages and proof that a read does not write."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import CacheStats

_MANNERS = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET|SHOW)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\s*(WITH\b.*\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b"
    r"|(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|DROP|ALTER)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LOCKS = re.compile(r"\bFOR (UPDATE|NO KEY UPDATE|SHARE|KEY SHARE)\b.*$", re.IGNORECASE | re.DOTALL)
_listening: list["Statements"] = []


class Statements(list[str]):
    """The statements of a stretch of time, in order, without BEGIN and its like.

    `compiled_anew` are those that SQLAlchemy can put into SQL only each time again, which takes longer than most run.
    """

    def __init__(self) -> None:
        super().__init__()
        self.compiled_anew: list[str] = []

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
    """Fail when more than `most` statements are sent while inside, or one is compiled anew; and say which they were."""
    with count_queries() as statements:
        yield statements
    listed = "\n\n".join(statements)
    assert len(statements) <= most, f"{len(statements)} statements, {most} allowed:\n\n{listed}"
    assert statements.compiled_anew == []


@event.listens_for(sa.Engine, "before_cursor_execute")
def _note(_connection, _cursor, statement, _parameters, context, _many) -> None:
    if _listening and not _MANNERS.match(statement):
        anew = context.compiled is not None and context.cache_hit is CacheStats.NO_CACHE_KEY
        for statements in _listening:
            statements.append(statement)
            statements.compiled_anew += [statement] * anew
