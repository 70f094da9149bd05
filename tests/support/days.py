"""Other days: the clock of the application set to another moment, from which it runs on."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from forum.kernel import clock


@contextmanager
def clock_set_to(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment`, and time goes on from there."""
    with clock_moved_by(moment - datetime.now(UTC)):
        yield


@contextmanager
def clock_moved_by(distance: timedelta) -> Iterator[None]:
    """Inside, the clock is this far ahead of the machine's, or behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "read_system_clock", lambda: datetime.now(UTC) + distance)
        yield


@contextmanager
def local_time_of(zone: str) -> Iterator[None]:
    """Inside, the machine's local time is that of a place such as Europe/Berlin."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
