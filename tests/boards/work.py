"""How much a database works for a question, measured in what it visits and not in time."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from forum.kernel.db import db

STEPS_AT_ONCE = 10  # SQLite reports every so many steps of its virtual machine


def work_for(act: Callable[[], Any]) -> int:
    """The work of what an act asks: machine steps on SQLite, rows visited on PostgreSQL."""
    db.session.expunge_all()
    return _rows_visited(act) if db.engine.dialect.name == "postgresql" else _steps(act)


def know_the_tables() -> None:
    """Let the planner know how large the tables are, as it does in a house that has been open for a day.

    On PostgreSQL without what tests before this one deleted: as many dead rows as they left, and the plan is another.
    """
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    else:
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()


def _steps(act: Callable[[], Any]) -> int:
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += STEPS_AT_ONCE

    driver = db.session.connection().connection.dbapi_connection
    driver.set_progress_handler(tick, STEPS_AT_ONCE)
    try:
        act()
    finally:
        driver.set_progress_handler(None, 0)
    return steps


def _rows_visited(act: Callable[[], Any]) -> int:
    with _asked() as asked:
        act()
    connection = db.session.connection()
    plans = [connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values) for text, values in asked]
    return sum(_visited(_read(plan.scalar())[0]["Plan"]) for plan in plans)


def _read(plan: Any) -> Any:
    return json.loads(plan) if isinstance(plan, str) else plan


def _visited(node: dict[str, Any]) -> int:
    own = 0
    if "Scan" in node["Node Type"]:
        own = int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])
    return own + sum(_visited(part) for part in node.get("Plans", ()))


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, _context: Any, _many: bool) -> None:
        if text.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((text, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
