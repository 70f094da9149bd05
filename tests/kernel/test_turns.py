"""The writers of one process stand in line on SQLite: none of them ever finds the place taken by its neighbor."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.kernel import sqlite

WRITERS, WRITES = 8, 15


@pytest.fixture
def engine(tmp_path: Path):
    """A house's SQLite file whose own patience is none: who finds the place taken fails at once."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'turns.db'}", connect_args={"timeout": 0})
    sqlite.prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE tally (number INTEGER)")
        connection.exec_driver_sql("INSERT INTO tally VALUES (0)")
    yield engine
    engine.dispose()


def number_in(engine: sa.Engine) -> int:
    """What the tally says."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT number FROM tally").scalar_one())


def count_on(engine: sa.Engine) -> None:
    """Read, then write what was read and one more, as a request does."""
    for _ in range(WRITES):
        with sqlite.writer(), engine.begin() as connection:
            number = connection.exec_driver_sql("SELECT number FROM tally").scalar_one()
            connection.exec_driver_sql("UPDATE tally SET number = ?", (number + 1,))


@pytest.mark.sqlite_only("PostgreSQL has a line of its own for each row")
def test_writers_wait_for_each_other_without_asking_sqlite(engine, database):
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(count_on, engine) for _ in range(WRITERS)]:
            done.result()
    assert number_in(engine) == WRITERS * WRITES


@pytest.mark.sqlite_only("PostgreSQL has a line of its own for each row")
def test_whoever_gives_up_lets_the_next_one_in_and_readers_never_wait(engine, database):
    with sqlite.writer(), engine.connect() as connection:
        connection.exec_driver_sql("UPDATE tally SET number = 7")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(number_in, engine).result() == 0
    count_on(engine)
    assert number_in(engine) == WRITES
