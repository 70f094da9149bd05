"""What an error of the database means, told by its codes: never by words, which differ by version and language."""

import sqlite3
from collections.abc import Iterator
from enum import Enum

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from forum.kernel.errors import Outdated

# Everything that SQLAlchemy or a driver raises.
DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error, psycopg.Error)

# Serialization failure and deadlock: PostgreSQL asks to run the whole transaction again. A broken foreign key: what the
# new row belongs to went away after it was read, as a movie does that is merged; begun again, it is found elsewhere.
RETRYABLE_STATES = frozenset({"40001", "40P01", "23503"})
# Of the appendix "PostgreSQL Error Codes": connections (08), resources such as disk, memory and connections (53), an
# operator who stops the server or cancels a statement (57), the system below it (58).
UNAVAILABLE_CLASSES = ("08", "53", "57", "58")
# Read-only transaction (a server that became a standby), lock not available, sessions and transactions that were idle
# or open too long, a database that is just being restored.
UNAVAILABLE_STATES = frozenset({"25006", "55P03", "25P03", "25P04", "3D000"})
UNAVAILABLE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,  # too many tries to lock the write-ahead log
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
PRIMARY_CODE = 0xFF  # SQLite's extended codes hold the primary one in their lowest byte
LOST_WHILE_IN_USE = "8s2b"  # SQLAlchemy: "Can't reconnect until invalid transaction is rolled back"
# States whose first line names tables, columns and constraints, and never a value.
SPEAKS_OF_TABLES = frozenset({"42P01", "42703"})
TABLES_OF_ANOTHER_VERSION = ("no such table", "no such column", "table ")


class DatabaseFault(Enum):
    """What can be done about an error of the database."""

    RETRYABLE = "run the whole transaction again"
    CONNECTION_LOST = "a connection that worked broke; the next one may work"
    UNAVAILABLE = "try again in a moment: busy, full, read-only, or not to be reached"
    BUG = "a fault of ours"


def classify(error: BaseException) -> DatabaseFault:
    """Return what this error means; BUG for whatever is no passing trouble of the database."""
    if isinstance(error, StaleDataError | Outdated):
        return DatabaseFault.RETRYABLE
    if not isinstance(error, DATABASE_ERRORS):
        return DatabaseFault.BUG
    faults = [_fault_of(each) for each in _with_what_led_to_it(error)]
    return next((fault for fault in faults if fault is not DatabaseFault.BUG), DatabaseFault.BUG)


def is_unavailable(error: BaseException) -> bool:
    """Return whether the database could not be used just now, so that the same may well work later."""
    return classify(error) in (DatabaseFault.CONNECTION_LOST, DatabaseFault.UNAVAILABLE)


def describe_fault(error: BaseException) -> str:
    """Return one line for the log: kind, code, and the names of table, column and constraint, but never a value.

    Drivers put rows into their messages ("Key (email)=(…) already exists"), so few of these are repeated.
    """
    cause = _driver_error(error)
    code = _code_of(cause)
    parts = [type(cause).__name__, *([code] if code else [])]
    if isinstance(cause, psycopg.Error):
        diagnosed = cause.diag
        named = (diagnosed.table_name, diagnosed.column_name, diagnosed.constraint_name)
        parts += [name for name in named if name]
    words = safe_words(error)
    return ": ".join([" ".join(parts), *([words] if words else [])])


def safe_words(error: BaseException) -> str:
    """Return the first line of what the driver says, or nothing where it may hold a row or what was typed."""
    cause = _driver_error(error)
    return str(cause).strip().partition("\n")[0] if _says_no_value(error, cause) else ""


def is_about_missing_tables(error: BaseException) -> bool:
    """Return whether the database does not have a table or column that the code knows."""
    cause = _driver_error(error)
    if isinstance(cause, psycopg.Error):
        return cause.sqlstate in SPEAKS_OF_TABLES
    return _sqlite_code(cause) == sqlite3.SQLITE_ERROR and str(cause).startswith(TABLES_OF_ANOTHER_VERSION)


def _with_what_led_to_it(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and the errors of the database it was raised while handling.

    SQLite ends a transaction by itself when the disk is full; then the savepoint that should be rolled back is gone,
    and that is what is raised. An error may have led to itself, where what handled it raised it again.
    """
    seen: set[int] = set()
    led: BaseException | None = error
    while led is not None and id(led) not in seen:
        seen.add(id(led))
        if isinstance(led, DATABASE_ERRORS):
            yield led
        led = led.__cause__ or led.__context__


def _fault_of(error: BaseException) -> DatabaseFault:
    if isinstance(error, sa.exc.PendingRollbackError):
        return DatabaseFault.CONNECTION_LOST if error.code == LOST_WHILE_IN_USE else DatabaseFault.BUG
    if isinstance(error, sa.exc.TimeoutError):  # no connection of the pool became free
        return DatabaseFault.UNAVAILABLE
    if isinstance(error, sa.exc.DisconnectionError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return DatabaseFault.CONNECTION_LOST
    cause = _driver_error(error)
    if isinstance(cause, psycopg.Error):
        return _fault_on_postgresql(cause)
    return DatabaseFault.UNAVAILABLE if _sqlite_code(cause) in UNAVAILABLE_CODES else DatabaseFault.BUG


def _fault_on_postgresql(error: psycopg.Error) -> DatabaseFault:
    state = error.sqlstate
    if state is None:  # said by the client: there is no server to be had, or no longer
        gone = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return DatabaseFault.UNAVAILABLE if gone else DatabaseFault.BUG
    if state in RETRYABLE_STATES:
        return DatabaseFault.RETRYABLE
    away = state in UNAVAILABLE_STATES or state.startswith(UNAVAILABLE_CLASSES)
    return DatabaseFault.UNAVAILABLE if away else DatabaseFault.BUG


def _driver_error(error: BaseException) -> BaseException:
    """Return what the driver raised, out of SQLAlchemy's wrapping."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _code_of(cause: BaseException) -> str:
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""


def _sqlite_code(cause: BaseException) -> int | None:
    code = getattr(cause, "sqlite_errorcode", None)
    return code & PRIMARY_CODE if isinstance(code, int) else None


def _says_no_value(error: BaseException, cause: BaseException) -> bool:
    """Return whether the driver's first line is known to hold no row and nothing that was typed."""
    if isinstance(error, DBAPIError | sqlite3.Error | psycopg.Error) and _fault_of(error) is not DatabaseFault.BUG:
        return True
    if isinstance(cause, psycopg.Error):
        return (cause.sqlstate or "")[:2] == "23" or cause.sqlstate in SPEAKS_OF_TABLES
    return _sqlite_code(cause) == sqlite3.SQLITE_CONSTRAINT or is_about_missing_tables(cause)
