"""The sample community, loaded once for all tests that only look at it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from forum.config import Settings
from forum.kernel.db import db
from forum.kernel.sqlite import writer
from forum.seeds import loading
from tests.support.databases import Database

Load = Callable[[], list[str]]


@pytest.fixture(scope="session")
def load(settings: Settings) -> Load:
    """Load the sample as its command does; the lines that say how to sign in."""

    def load() -> list[str]:
        try:
            with writer():
                return loading.load(settings.instance)
        finally:
            db.session.remove()

    return load


@pytest.fixture(scope="module")
def community(house: Flask, database: Database, load: Load) -> Iterator[list[str]]:
    """The sample community lives here; tests of this module write nothing. The lines that say how to sign in."""
    with house.app_context():
        yield load()
        db.session.remove()
    database.empty()
