"""The number that pages are kept by: raised by what a page may show, by nothing else, and never too early."""

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

import pytest
import sqlalchemy as sa

from forum.kernel.db import Base, db, take_out
from forum.kernel.jobs import beat, enqueue, plan_recurring
from forum.kernel.page_version import SqliteVersion, VersionReader, shows, version_reader
from forum.kernel.sqlite import writer
from forum.members.actions import sign_in
from forum.members.models import SignIn
from forum.movies.models import Movie
from forum.notifications.actions import tell
from forum.notifications.models import Kind
from tests.make import member, movie

UNSEEN = {
    "heartbeats",
    "jobs",
    "known_devices",
    "muted_topics",
    "notifications",
    "sent_forms",
    "sign_ins",
    "suggestions",
}
LATER = """
    CREATE TABLE later (number integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO later VALUES (1), (1);
"""


@pytest.fixture
def version(app) -> Iterator[VersionReader]:
    """The number, read as before each page."""
    reader = version_reader(db.engine.url)
    yield reader
    reader.close()


def test_only_these_tables_say_that_no_page_shows_them():
    assert {name for name, table in Base.metadata.tables.items() if table.info.get("unseen")} == UNSEEN


def test_a_statement_shows_what_it_writes_unless_that_is_certainly_nothing():
    for name, table in Base.metadata.tables.items():
        for statement in (sa.insert(table), sa.update(table), sa.delete(table)):
            assert shows(str(statement), frozenset(UNSEEN)) == (name not in UNSEEN)


@pytest.mark.parametrize(
    "statement, wanted",
    [
        ("SELECT 1 FROM movies FOR UPDATE", False),
        ("WITH RECURSIVE tree AS (SELECT 1)\nSELECT * FROM tree", False),
        ("WITH gone AS (DELETE FROM posts RETURNING id)\nSELECT * FROM gone", True),
        ("\n    UPDATE jobs SET attempts = 0", False),
        ("update jobs set attempts = 0", True),
        ("BEGIN IMMEDIATE", False),
        ("SAVEPOINT sa_savepoint_1", False),
        ("COPY movies FROM STDIN", True),
        ("TRUNCATE jobs", True),
        ("ALTER TABLE movies ADD COLUMN motto text", True),
    ],
)
def test_a_statement_that_is_not_understood_may_show_anything(statement, wanted):
    assert shows(statement, frozenset(UNSEEN)) == wanted


def test_it_is_another_after_each_commit_of_what_pages_show(version):
    seen = [version.read()]
    with writer():
        db.session.execute(sa.insert(Movie).values(_facts("last-train-home-2010")))
        seen.append(version.read())
        db.session.commit()
    seen.append(version.read())
    db.session.execute(sa.update(Movie).values(title="Taken back"))
    db.session.rollback()
    seen.append(version.read())
    with writer():
        assert take_out(Movie)
        db.session.commit()
    seen.append(version.read())
    assert [now == before for before, now in pairwise(seen)] == [True, False, True, False]


def test_it_stays_when_only_the_house_itself_goes_on(version):
    somebody = member()
    db.session.commit()
    before = version.read()
    beat("worker")
    plan_recurring()
    enqueue("forget_old_forms", key="once more")
    tell(somebody.id, Kind.QUOTE_APPROVED, ("quote", 1), title="Heat")
    sign_in(somebody, stays=False, browser="tests")
    db.session.commit()
    assert db.session.query(SignIn).count() == 1
    assert version.read() == before


@pytest.mark.postgresql_only("a file of SQLite holds one database")
def test_another_database_of_the_same_server_changes_nothing(version, new_database):
    before = version.read()
    with new_database("postgresql", "neighbour") as neighbour, _connected(neighbour.url) as connection:
        connection.exec_driver_sql("CREATE TABLE movies (title text)")
        connection.commit()
    assert version.read() == before


@pytest.mark.postgresql_only("SQLite has one writer, so nothing is committed out of order")
def test_a_change_that_was_begun_first_and_committed_last_is_seen(version):
    with db.engine.connect() as slow:
        slow.execute(sa.insert(Movie).values(_facts("begun-first")))
        seen = [version.read()]
        movie("Begun last")
        db.session.commit()
        seen.append(version.read())
        slow.commit()
    seen.append(version.read())
    assert len(set(seen)) == 3


@pytest.mark.postgresql_only("SQLite refuses while it writes, not at the end")
def test_a_commit_that_is_refused_says_so_and_changes_nothing(version):
    before = version.read()
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text(LATER), execution_options={"no_parameters": True})
    assert not sa.inspect(db.engine).has_table("later")
    assert version.read() == before


def test_what_was_read_before_a_fault_is_never_read_again(version):
    before = version.read()
    version.close()
    assert version.read() != before


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(sqlite3.Error):
        SqliteVersion(str(tmp_path / "no.db")).read()
    assert list(tmp_path.iterdir()) == []


def _connected(url: str) -> sa.Connection:
    return sa.create_engine(url, poolclass=sa.NullPool).connect()


def _facts(slug: str) -> dict[str, object]:
    return {"title": slug, "sort_title": slug, "slug": slug, "year": 2010, "decade": 2010}
