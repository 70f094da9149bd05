"""The production server: granian's processes for readers, and a worker beside them, started again when it dies."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from flask import Flask
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

import forum
from forum.app import create_app
from forum.config import Settings, read_settings
from forum.kernel import logs
from forum.kernel.private_files import set_private_umask

log = structlog.get_logger()

# SQLite has one writer, and Python one thread at a time: more threads would only wait longer.
THREADS_ON_SQLITE = 4
THREADS_ON_POSTGRESQL = 8
# Connections one process holds at once; the kernel's queue holds the next ones.
MOST_CONNECTIONS = 1024
QUEUE = 1024
# A slow sender of headers is not waited for longer than this.
HEADER_MS = 10_000
STOP_SECONDS = 30
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
HEALTHY_SECONDS = 60.0
# Starting takes a second or two of a core: the processes readers wait for have it to themselves.
READERS_FIRST = 3.0
# granian's lines go the way of all others.
QUIET = {"handlers": [], "level": "WARNING", "propagate": True}
LOGGING = {"formatters": {}, "handlers": {}, "loggers": {"_granian": QUIET, "granian.access": QUIET}}


def serve(host: str, port: int, chosen: Settings) -> None:
    """Serve readers on this address, with a worker beside, until SIGTERM or SIGINT; what is in hand is finished.

    Raises OSError for an address that cannot be had.
    """
    _refuse_taken(host, port)
    # A forked process would inherit the threads' locks, held or not.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "forum.server:load",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=chosen.workers,
        blocking_threads=THREADS_ON_SQLITE if chosen.on_sqlite else THREADS_ON_POSTGRESQL,
        backlog=QUEUE,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MS),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
    )
    with worker_beside():
        log.info("serving", address=f"http://{host}:{port}", processes=chosen.workers, process=os.getpid())
        # Our own loader: granian's would put the folder it was started in before the installed house.
        server.serve(target_loader=load, wrap_loader=False)


def load() -> Flask:
    """The app of one server process, which does not outlive the process that started it."""
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    set_private_umask()
    chosen = read_settings()
    logs.configure(chosen)
    app = create_app(chosen)
    if chosen.env == "production":
        _read_templates(app)
    return app


def _read_templates(app: Flask) -> None:
    """Compile every template before the first reader comes.

    Else those who come together just after a start each compile the same ones, and all of them wait for seconds.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


@contextmanager
def worker_beside() -> Iterator[None]:
    """Inside, one `balcony worker` runs; after it, none does."""
    beside = _Beside()
    beside.start()
    try:
        yield
    finally:
        beside.stop()


class _Beside(threading.Thread):
    """Starts the worker, waits for its end, and starts it again, pausing longer while it keeps dying."""

    def __init__(self) -> None:
        super().__init__(name="worker-beside", daemon=True)
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        self._stopping.wait(READERS_FIRST)
        pause = SHORTEST_PAUSE
        while (child := self._begin()) is not None:
            began = time.monotonic()
            status = child.wait()
            if not self._stopping.is_set():
                pause = SHORTEST_PAUSE if time.monotonic() - began > HEALTHY_SECONDS else pause
                log.error("worker ended", status=status, again_in=pause)
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def stop(self) -> None:
        """Let the worker finish its job, then end it if it will not."""
        with self._turn:
            self._stopping.set()
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        self.join(1)

    def _begin(self) -> subprocess.Popen[bytes] | None:
        with self._turn:
            if not self._stopping.is_set():
                self._child = subprocess.Popen(_command(), env=_environment(), start_new_session=True)  # noqa: S603
                return self._child
        return None


def _end_with_parent() -> None:
    """A server that was killed cannot stop its processes; they would hold the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _refuse_taken(host: str, port: int) -> None:
    """Raise OSError when somebody listens there: granian would share the address, and readers meet two houses."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)


def _command() -> list[str]:
    """The worker's command; it ends by itself should this process be killed."""
    return [sys.executable, "-P", "-m", "forum.cli", "worker", "--parent", str(os.getpid())]


def _environment() -> dict[str, str]:
    """This environment, with the very house this process runs first on the path."""
    home = Path(forum.__file__).parent.parent
    return os.environ | {"PYTHONPATH": str(home)}
