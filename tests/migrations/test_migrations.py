"""Migrations: up, down and up again with rows everywhere, the same tables as the models, one process at a time."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from forum import cli
from forum.app import create_app
from forum.kernel.db import db
from forum.kernel.schema import is_ready
from forum.notifications.models import Notification
from tests.migrations import rows
from tests.support import forks
from tests.support.databases import Database
from tests.support.schema import MIGRATIONS

REBUILD = '''"""A later day: members get a longer name and a motto."""

import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("members") as batch:
        batch.alter_column("name", type_=sa.String(90), existing_type=sa.String(60), existing_nullable=False)
        batch.add_column(sa.Column("motto", sa.String(60), nullable=False, server_default=""))
    {more}


def downgrade():
    with op.batch_alter_table("members") as batch:
        batch.drop_column("motto")
        batch.alter_column("name", type_=sa.String(60), existing_type=sa.String(90), existing_nullable=False)
'''
LINE = """
    INSERT INTO notifications (member_id, kind, subject_kind, subject_id, words, created_at)
    SELECT id, :kind, 'quote', :number, :words, created_at FROM members
"""
MEMBER = """
    INSERT INTO members (name, name_key, look_alike_key, role, bio, bio_html, is_super_reviewer, followers_count,
    following_count, created_at) VALUES ('Ada', 'ada', 'ada', 'member', '', '', false, 0, 0, CURRENT_TIMESTAMP)
"""
ORPHAN = 'op.execute("DELETE FROM members")'
FAULT = 'op.execute("INSERT INTO nowhere VALUES (1)")'


@pytest.fixture
def found(database_name, new_database, settings) -> Iterator[Callable[[str], Flask]]:
    """Found a house on a database of its own without tables; its context is open."""
    with ExitStack() as stack:

        def found(label: str) -> Flask:
            database = stack.enter_context(new_database(database_name, label))
            return stack.enter_context(_house(settings, database))

        yield found


@pytest.fixture
def later(tmp_path) -> Callable[[str], str]:
    """The migrations and one more, of a later day, which rebuilds a table that others refer to."""

    def later(more: str = "") -> str:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        written = REBUILD.format(head=head(), more=more)
        (folder / "versions" / "later.py").write_text(written)
        return str(folder)

    return later


def test_up_down_and_up_again_with_a_row_in_every_table(found):
    found("updown")
    flask_migrate.upgrade()
    assert set(rows.fill().values()) == {1}
    flask_migrate.downgrade(revision="base")
    assert tables() <= {"alembic_version"}
    flask_migrate.upgrade()
    assert set(rows.fill().values()) == {1}


def test_running_them_twice_changes_nothing(found):
    found("twice")
    flask_migrate.upgrade()
    before = rows.fill()
    flask_migrate.upgrade()
    assert rows.counted() == before


def test_a_table_that_is_rebuilt_keeps_its_rows_and_all_that_refer_to_it(found, later):
    found("rebuilt")
    flask_migrate.upgrade()
    before = rows.fill()
    folder = later()
    flask_migrate.upgrade(directory=folder)
    assert "motto" in columns("members")
    assert rows.counted() == before
    flask_migrate.downgrade(directory=folder, revision="-1")
    assert "motto" not in columns("members")
    assert rows.counted() == before
    assert is_ready()


def test_what_members_were_told_reads_the_same_after_going_up_and_down(found):
    found("told")
    flask_migrate.upgrade(revision="0002")
    said = ["Your quote from Your quote from is on its page.", "You are a Super Reviewer now."]
    db.session.execute(sa.text(MEMBER))
    for number, kind in enumerate(("quote_approved", "badge_awarded")):
        db.session.execute(sa.text(LINE), {"kind": kind, "number": number, "words": said[number]})
    db.session.commit()
    flask_migrate.upgrade()
    told = db.session.execute(sa.select(Notification.title, Notification.times).order_by(Notification.subject_id))
    assert [tuple(row) for row in told] == [("Your quote from", 1), ("", 1)]
    db.session.rollback()
    flask_migrate.downgrade(revision="0002")
    assert list(db.session.scalars(sa.text("SELECT words FROM notifications ORDER BY subject_id"))) == said


def test_foreign_keys_hold_again_after_migrating(found):
    found("keys")
    flask_migrate.upgrade()
    orphan = sa.text("INSERT INTO follows (follower_id, followed_id, created_at) VALUES (7, 8, '2011-02-22')")
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(orphan)
    db.session.rollback()


@pytest.mark.sqlite_only("PostgreSQL never lets go of its foreign keys")
def test_a_migration_that_would_leave_orphans_changes_nothing(found, later):
    found("orphans")
    flask_migrate.upgrade()
    before = rows.fill()
    with pytest.raises(SystemExit):
        flask_migrate.upgrade(directory=later(ORPHAN))
    assert rows.counted() == before
    assert "motto" not in columns("members")


def test_a_migration_that_fails_half_way_changes_nothing(found, later):
    found("fails")
    flask_migrate.upgrade()
    before = rows.fill()
    with pytest.raises(sa.exc.DBAPIError):
        flask_migrate.upgrade(directory=later(FAULT))
    assert rows.counted() == before
    assert "motto" not in columns("members")


def test_create_all_makes_what_the_migrations_make(found):
    found("migrated")
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        looks = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=looks)
        assert compare_metadata(context, db.metadata) == []
    migrated = shape()
    found("created")
    db.create_all()
    assert shape() == migrated


@pytest.mark.sqlite_only("PostgreSQL has no full-text tables of its own")
def test_what_a_full_text_table_keeps_for_itself_is_not_dropped(found):
    found("fulltext")
    flask_migrate.upgrade()
    db.session.execute(sa.text("CREATE VIRTUAL TABLE other_words USING fts5(words)"))
    db.session.commit()
    flask_migrate.check()


def test_of_processes_migrating_at_once_one_does_it_and_the_others_find_it_done(found, settings, tmp_path):
    house = found("together")
    url = house.extensions["balcony_settings"].database_url
    started = [forks.start(upgrade, url, tmp_path / str(number)) for number in range(3)]
    for process in started:
        process.join()
    said = [(tmp_path / str(number)).read_text() for number in range(3)]
    assert [process.exitcode for process in started] == [0, 0, 0], said
    assert sum("migrated" in words for words in said) == 1
    assert is_ready()


def upgrade(database_url: str, said: Path) -> None:
    """`balcony db upgrade` as a process of its own; what it says goes to the file."""
    os.environ |= {"BALCONY_DATABASE_URL": database_url, "BALCONY_INSTANCE_PATH": str(said.parent)}
    sys.argv = ["balcony", "db", "upgrade"]
    with said.open("w") as file, redirect_stderr(file), redirect_stdout(file):
        cli.main()


@contextmanager
def _house(settings, database: Database) -> Iterator[Flask]:
    house = create_app(settings.model_copy(update={"database_url": database.url}))
    with house.app_context():
        yield house
        db.session.remove()
        db.engine.dispose()


def head() -> str:
    """The revision the real migrations end in."""
    versions = sorted(path.stem.split("_")[0] for path in Path(MIGRATIONS, "versions").glob("*.py"))
    return versions[-1]


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def columns(table: str) -> set[str]:
    return {column["name"] for column in sa.inspect(db.engine).get_columns(table)}


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models know of it: what full-text search keeps for itself, they do not."""
    return not (name or "").startswith(("entries_words", "entries_names")) and not (name or "").endswith("_tsv")


def shape() -> dict[str, object]:
    """Everything a database knows of its tables, in an order of our own."""
    inspector = sa.inspect(db.engine)
    looks = (
        inspector.get_columns,
        inspector.get_indexes,
        inspector.get_unique_constraints,
        inspector.get_foreign_keys,
        inspector.get_check_constraints,
        inspector.get_pk_constraint,
    )
    return {
        f"{table}: {look.__name__}": _ordered(look(table)) for table in tables() - {"alembic_version"} for look in looks
    }


def _ordered(found: object) -> object:
    return sorted(map(_plain, found)) if isinstance(found, list) else _plain(found)


def _plain(facts: object) -> str:
    """Types and conditions are objects that compare by identity; their words do not."""
    return json.dumps(facts, default=str, sort_keys=True)
