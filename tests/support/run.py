"""The run as a whole: one PostgreSQL for all its processes, and the last look that only the whole suite allows."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest

from tests.support import postgres, renders
from tests.support.databases import SERVER


class Run:
    """Lives in the process that leads; test processes beside it inherit what it puts into the environment."""

    skipped: ClassVar[list[str]] = []

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._server: postgres.Postgres | None = None
        self._notes = Path(tempfile.mkdtemp(prefix="balcony-renders-"))

    def begin(self) -> None:
        """Start PostgreSQL unless one is named. A polite kill becomes an exit, so that nothing stays behind."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        os.environ[renders.NOTES] = str(self._notes)
        if not os.environ.get(SERVER):
            self._server = postgres.start()
            os.environ[SERVER] = self._server.url

    def faults(self) -> list[str]:
        """What only the end of a run can tell."""
        missing = renders.never_drawn(self._notes) if self._whole else []
        return [f"templates/{name}: no test renders it" for name in missing] + [
            f"{name}: only browser tests may be skipped" for name in self.skipped
        ]

    def end(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._notes, ignore_errors=True)
        if self._server:
            self._server.stop()
            os.environ.pop(SERVER, None)


def is_leading(config: pytest.Config) -> bool:
    """Whether this process leads the run, as opposed to a process xdist started."""
    return not hasattr(config, "workerinput")


def process_name() -> str:
    """This test process among its siblings: gw0, gw1, ... or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
