"""Which revision the database stands at, and which one this code needs."""

from functools import cache

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from forum.kernel.db import db

MEND = "run `balcony db upgrade`"


def needed() -> frozenset[str]:
    """The revisions a database must stand at for this code."""
    return _heads(current_app.extensions["migrate"].directory)


def present() -> frozenset[str]:
    """The revisions the database stands at; empty for a database without tables."""
    return frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())


def is_ready() -> bool:
    """Whether every migration has been run. Raises the database's own error when it cannot be reached."""
    return present() == needed()


def answers() -> bool:
    """Ask the database for anything at all; raises its own error when it cannot be reached."""
    return db.session.scalar(sa.select(sa.literal(1))) == 1


@cache
def _heads(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())
