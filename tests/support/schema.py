"""The tables, made as everywhere else: by the migrations."""

from pathlib import Path

import flask_migrate

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def migrate(revision: str = "head") -> None:
    """Bring the current app's database up to a revision."""
    flask_migrate.upgrade(directory=str(MIGRATIONS), revision=revision)


def unmigrate(revision: str = "base") -> None:
    """Bring it down again."""
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision=revision)
