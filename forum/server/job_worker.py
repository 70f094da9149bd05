"""The background worker beside the server: one `balcony worker` process, started again whenever it ends."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

import forum

log = structlog.get_logger()

STOP_SECONDS = 30
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
HEALTHY_SECONDS = 60.0
# Starting takes a second or two of a core: the processes that readers wait for have it to themselves.
READERS_FIRST = 3.0


@contextmanager
def run_job_worker() -> Iterator[None]:
    """Run one `balcony worker` inside this context, and none after it."""
    supervisor = _Supervisor()
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


class _Supervisor(threading.Thread):
    """Starts the worker, waits for its end, and starts it again, pausing longer while it keeps dying."""

    def __init__(self) -> None:
        super().__init__(name="job-worker-supervisor", daemon=True)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        self._stopping.wait(READERS_FIRST)
        pause = SHORTEST_PAUSE
        while (child := self._start_child()) is not None:
            began = time.monotonic()
            status = child.wait()
            if not self._stopping.is_set():
                pause = SHORTEST_PAUSE if time.monotonic() - began > HEALTHY_SECONDS else pause
                log.error("worker.ended", status=status, again_in=pause)
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def stop(self) -> None:
        """Let the worker finish its job, then kill it if it does not end."""
        with self._lock:
            self._stopping.set()
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        self.join(1)

    def _start_child(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if not self._stopping.is_set():
                self._child = subprocess.Popen(_command(), env=_environment(), start_new_session=True)  # noqa: S603
                return self._child
        return None


def _command() -> list[str]:
    """Return the worker's command; it ends by itself should this process be killed."""
    return [sys.executable, "-P", "-m", "forum.cli", "worker", "--parent", str(os.getpid())]


def _environment() -> dict[str, str]:
    """Return this environment, with the very package this process runs first on the path."""
    home = Path(forum.__file__).parent.parent
    return os.environ | {"PYTHONPATH": str(home)}
