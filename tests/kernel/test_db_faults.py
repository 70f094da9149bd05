"""Every error of both databases is known for what it is by its code, and said without what stands in rows."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.orm.exc import StaleDataError

from forum.kernel.db import db
from forum.kernel.db_faults import DatabaseFault, classify, describe_fault, is_unavailable
from forum.kernel.errors import Outdated
from forum.kernel.safe_errors import format_error
from tests.make import member

UNAVAILABLE = [
    pg.AdminShutdown, pg.CrashShutdown, pg.CannotConnectNow, pg.TooManyConnections, pg.DiskFull, pg.OutOfMemory,
    pg.ReadOnlySqlTransaction, pg.QueryCanceled, pg.LockNotAvailable, pg.IoError, pg.ConnectionFailure,
    pg.IdleInTransactionSessionTimeout, pg.InvalidCatalogName, pg.DatabaseDropped, pg.ConfigurationLimitExceeded,
]  # fmt: skip
BUGS = [
    pg.UniqueViolation, pg.NotNullViolation, pg.CheckViolation, pg.SyntaxError, pg.UndefinedTable, pg.DivisionByZero,
    pg.InvalidTextRepresentation, pg.InFailedSqlTransaction, pg.InsufficientPrivilege, pg.DataCorrupted,
]  # fmt: skip
CODES = {
    "SQLITE_BUSY": True, "SQLITE_BUSY_SNAPSHOT": True, "SQLITE_LOCKED": True, "SQLITE_FULL": True,
    "SQLITE_IOERR_WRITE": True, "SQLITE_IOERR_FSYNC": True, "SQLITE_READONLY": True, "SQLITE_READONLY_DBMOVED": True,
    "SQLITE_CANTOPEN": True, "SQLITE_NOMEM": True, "SQLITE_PROTOCOL": True, "SQLITE_CORRUPT": False,
    "SQLITE_NOTADB": False, "SQLITE_CONSTRAINT_UNIQUE": False, "SQLITE_ERROR": False, "SQLITE_MISUSE": False,
}  # fmt: skip
CANARY = "canary@example.org"


def wrapped(cause: Exception, *, connection_invalidated: bool = False) -> DBAPIError:
    values = {"email": CANARY}
    return DBAPIError("INSERT", values, cause, hide_parameters=True, connection_invalidated=connection_invalidated)


def said_by_sqlite(name: str, words: str = "words") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
    return error


@pytest.mark.parametrize("kind", UNAVAILABLE)
def test_trouble_of_the_server_passes(kind):
    assert classify(wrapped(kind())) is DatabaseFault.UNAVAILABLE
    assert is_unavailable(kind())


@pytest.mark.parametrize("kind", [pg.SerializationFailure, pg.DeadlockDetected, pg.ForeignKeyViolation])
def test_what_lost_a_race_is_run_again(kind):
    assert classify(wrapped(kind())) is DatabaseFault.RETRYABLE


@pytest.mark.parametrize("kind", BUGS)
def test_what_does_not_pass_is_a_fault_of_ours(kind):
    assert classify(wrapped(kind())) is DatabaseFault.BUG


@pytest.mark.parametrize("name", CODES)
def test_sqlite_is_understood_by_its_codes(name):
    assert is_unavailable(wrapped(said_by_sqlite(name))) is CODES[name]


def test_a_word_in_a_message_means_nothing():
    assert classify(wrapped(said_by_sqlite("SQLITE_ERROR", 'no such column: "locked"'))) is DatabaseFault.BUG
    assert classify(wrapped(pg.UniqueViolation("the connection is locked"))) is DatabaseFault.BUG


def test_a_connection_that_broke_is_told_from_one_that_could_not_be_made():
    broke = wrapped(psycopg.OperationalError("gone"), connection_invalidated=True)
    assert classify(broke) is DatabaseFault.CONNECTION_LOST
    assert classify(PendingRollbackError("lost", code="8s2b")) is DatabaseFault.CONNECTION_LOST
    assert classify(PendingRollbackError("a flush failed before", code="7s2a")) is DatabaseFault.BUG
    assert classify(wrapped(psycopg.OperationalError("refused"))) is DatabaseFault.UNAVAILABLE


def test_a_pool_without_a_free_connection_passes_and_what_was_overtaken_runs_again():
    assert classify(sa.exc.TimeoutError()) is DatabaseFault.UNAVAILABLE
    assert classify(StaleDataError()) is DatabaseFault.RETRYABLE
    assert classify(Outdated()) is DatabaseFault.RETRYABLE
    assert classify(ValueError()) is DatabaseFault.BUG


def test_an_error_raised_while_a_full_disk_was_handled_is_that_of_the_disk():
    """SQLite ends a transaction whose disk is full, and the savepoint to go back to is gone."""
    full = wrapped(said_by_sqlite("SQLITE_FULL"))
    gone = OperationalError("ROLLBACK TO", None, said_by_sqlite("SQLITE_ERROR", "no such savepoint"))
    gone.__context__ = full
    assert is_unavailable(gone)


def test_an_error_that_led_to_itself_is_looked_at_once():
    error, other = wrapped(pg.UniqueViolation()), ValueError()
    error.__cause__, other.__context__ = other, error
    assert classify(error) is DatabaseFault.BUG
    assert "UniqueViolation" in format_error(error)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO members (name, name_key) VALUES (:canary, :canary)",
        "SELECT CAST(CAST(:canary AS text) AS integer) + CAST(:canary AS date)",
        "SELECT * FROM members WHERE id = :canary",
        "SELECT canary FROM members",
    ],
)
def test_what_a_database_says_of_a_row_is_never_repeated(app, statement):
    raised = None
    try:
        db.session.execute(sa.text(statement), {"canary": CANARY}).all()
    except DBAPIError as error:
        raised = error
    assert raised is None or CANARY not in describe_fault(raised)
    db.session.rollback()


def test_who_mends_it_is_told_which_constraint(app, database):
    member("Ines", email=CANARY)
    with pytest.raises(sa.exc.IntegrityError) as raised:
        member("Ines")
    described = describe_fault(raised.value)
    assert "members" in described
    assert "key" in described
    assert "ines" not in described.lower()
    db.session.rollback()
