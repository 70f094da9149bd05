"""How the database went about it: the plan of every SELECT of a stretch of code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from forum.kernel.db import db


@contextmanager
def plans() -> Iterator[list[str]]:
    """Collect, at the end, the plan of every SELECT sent while inside."""
    sent: list[tuple[str, Any]] = []
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    for statement, parameters in sent:
        rows = db.session.connection().exec_driver_sql(explain + statement, parameters)
        found.append("\n".join(str(row[-1]) for row in rows))
