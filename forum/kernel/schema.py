"""Which revision the database stands at, and which one this code needs."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from forum.kernel.db import db
from forum.kernel.errors import DomainError

MEND = "run `balcony db upgrade`"
NEWER = "The database is newer than this Balcony: it stands at {revisions}, which this version does not know"
UPDATE = "Install the newer Balcony again, or restore a backup made before the upgrade"


class NewerDatabase(DomainError):
    """The database was migrated by a newer version; nothing this one can run makes it fit."""

    status = 503

    def __init__(self, unknown: Collection[str]) -> None:
        super().__init__(f"{NEWER.format(revisions=', '.join(sorted(unknown)))}. {UPDATE}. Nothing was changed.")


def needed() -> frozenset[str]:
    """The revisions a database must stand at for this code."""
    return _heads(current_app.extensions["migrate"].directory)


def present() -> frozenset[str]:
    """The revisions the database stands at; empty for a database without tables."""
    return frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())


def is_ready() -> bool:
    """Whether every migration has been run. Raises the database's own error when it cannot be reached."""
    return present() == needed()


def unknown() -> frozenset[str]:
    """Return the revisions the database stands at that this code has never heard of: those of a newer version."""
    return present() - _known(current_app.extensions["migrate"].directory)


def fault(behind: str) -> str:
    """Return how to mend tables that are not those of this code; empty where they are. `behind` opens the sentence."""
    if is_ready():
        return ""
    newer = unknown()
    if newer:
        return f"{NEWER.format(revisions=', '.join(sorted(newer)))}. {UPDATE}"
    return f"{behind}: {MEND}"


def refuse_newer(revisions: Collection[str], directory: str) -> None:
    """Raise NewerDatabase where one of these revisions is none of this code's."""
    unheard_of = frozenset(revisions) - _known(directory)
    if unheard_of:
        raise NewerDatabase(unheard_of)


def answers() -> bool:
    """Ask the database for anything at all; raises its own error when it cannot be reached."""
    return db.session.scalar(sa.select(sa.literal(1))) == 1


@cache
def _known(directory: str) -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory(directory).walk_revisions())


@cache
def _heads(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())
