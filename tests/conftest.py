"""What every test may ask for: the app on each database, clients, counted statements."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.app import create_app
from forum.config import Settings
from forum.kernel.db import db
from forum.members.actions import sign_in
from forum.members.models import Member
from tests.support import databases, hashing, renders, schema
from tests.support.clients import Visitor, signed_in_with
from tests.support.databases import Database, DatabaseMaker
from tests.support.run import Run, is_leading, process_name

SECRET = "the-same-in-every-test-and-long-enough"
GARBAGE = (100_000, 20, 100)  # how many new objects, and young and middle-aged rounds, before the next round
run_key = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let bin/test say that everything runs, so that what is missing from the whole is a fault."""
    parser.addoption("--whole-suite", action="store_true", help="fail when a template is rendered by no test")


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run in the leading process, before any other starts; the house's own settings stay outside."""
    for name in [name for name in os.environ if name.startswith("BALCONY_") and "_TEST_" not in name]:
        del os.environ[name]
    hashing.ease()
    if is_leading(config) and not config.option.collectonly:
        config.stash[run_key] = run = Run(whole=config.option.whole_suite)
        config.add_cleanup(run.end)
        run.begin()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that reaches a database on both, unless it says why not."""
    if "database_name" in metafunc.fixturenames:
        names = [name for name in databases.NAMES if not _is_left_out(metafunc.definition, name)]
        metafunc.parametrize("database_name", names, scope="session")


def pytest_collection_finish() -> None:
    """Look for garbage only among what tests make: walking what was imported again and again took a sixth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note tests that were skipped: only those of the browser may be."""
    if report.skipped and not hasattr(report, "wasxfail") and "browser" not in report.keywords:
        Run.skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run for what no single test could see."""
    renders.write_down(process_name())
    run = session.config.stash.get(run_key, None)
    if run and run.faults() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what failed the run."""
    run = config.stash.get(run_key, None)
    for fault in run.faults() if run else ():
        terminalreporter.write_line(f"FAILED {fault}", red=True)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> DatabaseMaker:
    """Make a further database, without tables, gone at the end: `with new_database("sqlite", "copy") as database`."""

    @contextmanager
    def new_database(name: str, label: str) -> Iterator[Database]:
        database = databases.make(name, tmp_path_factory.mktemp(label), f"{process_name()}_{label}")
        try:
            yield database
        finally:
            database.drop()

    return new_database


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the app under test: nothing limited, nothing kept, all it writes in a folder of its own."""
    return Settings(
        env="testing",
        database_url=database.url,
        instance_path=tmp_path_factory.mktemp("instance"),
        secret_key=SECRET,
        rate_limits=False,
        page_store=False,  # so that each visit reaches the page under test
    )


@pytest.fixture(scope="session")
def database(database_name: str, new_database: DatabaseMaker) -> Iterator[Database]:
    """The database of this test process; with it in its arguments a test runs on both kinds."""
    with new_database(database_name, "house") as database:
        yield database


@pytest.fixture(scope="session")
def house(settings: Settings, database: Database) -> Iterator[Flask]:
    """The app, migrated, made once for each database. Tests ask for `app`."""
    house = create_app(settings)
    house.test_client_class = Visitor
    house.config["WTF_CSRF_ENABLED"] = False
    renders.watch(house)
    with house.app_context():
        schema.migrate()
    database.remember()
    yield house
    with house.app_context():
        db.engine.dispose()


@pytest.fixture
def app(house: Flask, database: Database) -> Iterator[Flask]:
    """The app with empty tables, its context open; forms need no token unless the test asks for `tokens`."""
    with house.app_context():
        yield house
        db.session.remove()
    database.empty()


@pytest.fixture
def limited(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The app with its rate limits on and nothing counted yet."""
    limited = create_app(settings.model_copy(update={"rate_limits": True, "instance_path": tmp_path}))
    limited.test_client_class = Visitor
    limited.config["WTF_CSRF_ENABLED"] = False
    yield limited
    with limited.app_context():
        db.engine.dispose()


@pytest.fixture
def tokens(app: Flask) -> Iterator[None]:
    """Forms need their token, as outside the tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def as_(app: Flask) -> Callable[..., FlaskClient]:
    """A client signed in as a member, by a real row that can be revoked: `as_(member).get("/settings")`."""

    def as_(member: Member) -> FlaskClient:
        sign_in(member, stays=False, browser="tests")
        db.session.commit()
        return signed_in_with(app, member.get_id())

    return as_


def _is_left_out(item: pytest.Item | pytest.Function, name: str) -> bool:
    """Whether the test runs on the other database alone; it has to say why."""
    for only in databases.NAMES:
        marker = item.get_closest_marker(f"{only}_only")
        if marker:
            assert marker.args, f"{item.nodeid}: {only}_only needs a reason"
            return only != name
    return False
