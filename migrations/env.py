"""How migrations run: one transaction on either database, one process at a time, no row lost to a rebuilt table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast

import sqlalchemy as sa
import structlog
from alembic import context
from alembic.util import CommandError
from flask import current_app

from forum.kernel.db import Moment
from forum.kernel.schema import refuse_newer
from forum.kernel.sqlite import writer

# Any number will do, as long as no one else locks it: "balcony" in ASCII.
ONE_AT_A_TIME = 0x62616C636F6E79
LONGEST_WAIT_MS = 10 * 60 * 1000
GENERATED = "_tsv"

log = structlog.get_logger()
migrate = current_app.extensions["migrate"]


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write a moment as what it is in the database: a migration must run without the code of its day."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def write_nothing_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Let `db migrate` make no file when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


@contextmanager
def prepared(connection: sa.Connection) -> Iterator[None]:
    """Inside, SQLite rebuilds tables without deleting their children's rows, and waits for whoever migrates first.

    SQLite rebuilds a table by dropping the old one, and with foreign keys on that deletes what refers to it. The
    pragma is deaf inside a transaction, so the driver is told before one begins.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    patience = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={LONGEST_WAIT_MS}")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute(f"PRAGMA busy_timeout={patience}")


def wait_for_others(connection: sa.Connection) -> None:
    """Let one process migrate at a time; the next one finds the work done. On SQLite BEGIN IMMEDIATE has seen to it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def say_so(*, step: Any, **_rest: Any) -> None:
    """One line for each revision."""
    log.info("migrated", revision=step.up_revision_id, up=step.is_upgrade)


def refuse_orphans(connection: sa.Connection) -> None:
    """Undo everything when a row is left that refers to nothing."""
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
        if orphans:
            listed = [tuple(row) for row in orphans]
            raise RuntimeError(f"rows would refer to nothing, so nothing was changed: {listed}")


def tables_of_ours(connection: sa.Connection) -> Any:
    """Leave out what full-text search keeps for itself, else autogenerate would drop it.

    On SQLite these are whole tables, on PostgreSQL generated columns and their indexes, whose names end alike.
    """
    kept: set[str] = set()
    if connection.dialect.name == "sqlite":
        listed = "SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')"
        kept = {name for (name,) in connection.exec_driver_sql(listed)}
    return lambda name, kind, _parents: name not in kept if kind == "table" else not (name or "").endswith(GENERATED)


def run_online() -> None:
    """Run the migrations asked for: all of them, or none."""
    with writer(), migrate.db.engine.connect() as connection, prepared(connection), connection.begin():
        wait_for_others(connection)
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            include_name=tables_of_ours(connection),
            render_item=render_item,
            process_revision_directives=write_nothing_empty,
            on_version_apply=cast(Any, say_so),  # called with keywords, whatever its type says
            **migrate.configure_args,
        )
        try:
            context.run_migrations()
        except CommandError:  # Alembic's own words for a database that it does not know are no help
            refuse_newer(context.get_context().get_current_heads(), context.script.dir)
            raise
        refuse_orphans(connection)


def run_offline() -> None:
    """Print the statements instead of running them."""
    url = migrate.db.engine.url
    context.configure(url=url, target_metadata=migrate.db.metadata, literal_binds=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
