"""A filled site of its own, for one measurement: its database, and the settings to serve it with."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask

from bench.filling import Size, fill
from forum import cli
from forum.app import HOME, create_app
from forum.config import Settings
from forum.kernel import logs
from forum.kernel.db import db
from tests.support import postgres

SECRET = "only-for-measuring-and-long-enough"
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Site:
    """The application over the filled database, inside this process, and the settings of a server beside it."""

    app: Flask
    settings: dict[str, str]


@contextmanager
def filled_site(database: str, size: Size) -> Iterator[Site]:
    """Make a database of this kind and fill it; both are gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="balcony-bench-")))
        url = f"sqlite:///{folder / 'balcony.db'}"
        if database == "postgresql":
            server = postgres.start(postgres.DURABLE)
            stack.callback(server.stop)
            url = server.url
        settings = {"BALCONY_DATABASE_URL": url, "BALCONY_INSTANCE_PATH": str(folder), "BALCONY_SECRET_KEY": SECRET}
        yield Site(_make_app(url, folder, size), settings)


def _make_app(url: str, folder: Path, size: Size) -> Flask:
    options: dict[str, Any] = {"rate_limits": False, "page_store": False, "secret_key": SECRET}
    chosen = Settings(database_url=url, instance_path=folder, **options)
    logs.configure(chosen)
    logging.getLogger().setLevel(logging.WARNING)  # a line for each request would stand among the results
    app = create_app(chosen)
    with app.app_context():
        flask_migrate.upgrade(directory=str(HOME / "migrations"))
        fill(size)
        _index(app)
        db.engine.dispose()
    return app


def _index(app: Flask) -> None:
    """Index what was filled in past all listeners, so that it is found."""
    for command in cli.COMMANDS:
        if command.name == "search":
            app.test_cli_runner(catch_exceptions=False).invoke(command, ["reindex"])
