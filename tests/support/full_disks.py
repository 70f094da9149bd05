"""Databases that take no more writes, as on a disk that is full or was mounted read-only, on any machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

PLENTY = 2**30


@contextmanager
def full(engine: sa.Engine) -> Iterator[None]:
    """Inside, SQLite says SQLITE_FULL to this engine as soon as a page more is needed."""
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("VACUUM")  # no page is free
    with _told(engine, "PRAGMA max_page_count = 1", f"PRAGMA max_page_count = {PLENTY}"):
        yield


@contextmanager
def read_only(engine: sa.Engine) -> Iterator[None]:
    """Inside, SQLite says SQLITE_READONLY to whatever this engine writes."""
    with _told(engine, "PRAGMA query_only = ON", "PRAGMA query_only = OFF"):
        yield


@contextmanager
def _told(engine: sa.Engine, before: str, after: str) -> Iterator[None]:
    def tell(connection, _record, _proxy):
        connection.execute(before).fetchall()

    event.listen(engine, "checkout", tell)
    try:
        yield
    finally:
        event.remove(engine, "checkout", tell)
        engine.dispose()  # connections made from now on are as they were
