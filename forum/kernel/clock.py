"""The clock: the one place where wall time is asked, so that a test can set another day. Durations are monotonic."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return read_system_clock()


def today() -> date:
    """Return the day it is in UTC."""
    return now().date()


def timestamp() -> float:
    """Return this moment in seconds since the epoch."""
    return now().timestamp()


def read_system_clock() -> datetime:
    """Return what the machine's clock says, in UTC; tests put another function in its place (tests/support/days.py)."""
    return datetime.now(UTC)
