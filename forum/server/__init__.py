"""The production server: Granian's processes for readers, a background worker beside them, and a watchdog over all."""

import asyncio
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import structlog
from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from forum.app import create_app
from forum.config import Settings, read_settings
from forum.kernel import logs
from forum.kernel.private_files import set_private_umask
from forum.server.job_worker import STOP_SECONDS, run_job_worker
from forum.server.limits import DEFAULTS, ServerLimits
from forum.server.rsgi import RsgiApp
from forum.server.sockets import limit_unread_answers
from forum.server.watchdog import Heartbeat, Watchdog

log = structlog.get_logger()

MAX_OPEN_FILES = 65536
LISTENING_TRIES = 60
# Granian's lines go the way of all others.
QUIET = {"handlers": [], "level": "WARNING", "propagate": True}
LOGGING = {"formatters": {}, "handlers": {}, "loggers": {"_granian": QUIET, "granian.access": QUIET}}


def serve(
    host: str,
    port: int,
    chosen: Settings,
    *,
    make_app: Callable[[Settings], Flask] = create_app,
    limits: ServerLimits = DEFAULTS,
) -> None:
    """Serve readers on this address, with a worker beside, until SIGTERM or SIGINT; what is in hand is finished.

    A process that no longer answers is replaced. Raises OSError for an address that cannot be had.
    """
    _refuse_taken(host, port)
    _allow_open_files()
    # A forked process would inherit the threads' locks, held or not.
    multiprocessing.set_start_method("spawn", force=True)
    heartbeats, beating_end = multiprocessing.Pipe(duplex=False)
    server = _make_server(host, port, chosen.workers, limits)
    Watchdog(lambda: [worker.inner for worker in server.wrks], heartbeats, limits).start()
    with run_job_worker():
        log.info("server.started", address=f"http://{host}:{port}", processes=chosen.workers, process=os.getpid())
        # Our own loader: granian's would put the folder it was started in before the installed package.
        loader: Any = partial(load, beating_end, make_app, limits)
        server.serve(target_loader=loader, wrap_loader=False)


def load(heartbeats: Connection, make_app: Callable[[Settings], Flask], limits: ServerLimits) -> "ServedApp":
    """Return the application of one server process, which does not outlive the process that started it."""
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    set_private_umask()
    chosen = read_settings()
    logs.configure(chosen)
    app = make_app(chosen)
    if chosen.env == "production":
        _compile_templates(app)
    return ServedApp(app, heartbeats, limits)


class ServedApp(RsgiApp):
    """The application of a server process, with its heartbeat."""

    def __init__(self, app: Flask, heartbeats: Connection, limits: ServerLimits) -> None:
        super().__init__(app, limits)
        self._heartbeats, self._limits = heartbeats, limits

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to send heartbeats. Granian calls this just before it listens."""
        Heartbeat(loop, self.is_stuck, self._heartbeats).start()
        loop.create_task(self._limit_unread_answers())

    async def _limit_unread_answers(self) -> None:
        """Wait until Granian listens, which it does by itself after it has called us, and set the limit."""
        for _ in range(LISTENING_TRIES):
            await asyncio.sleep(1)
            if limit_unread_answers(self._limits.unread_seconds):
                return


def _make_server(host: str, port: int, processes: int, limits: ServerLimits) -> MPServer:
    return MPServer(
        "forum.server:load",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # readers' HTTP/2 ends at the proxy; here it would be a second way in
        websockets=False,
        workers=processes,
        backlog=limits.queue,
        backpressure=limits.connections,
        http1_settings=HTTP1Settings(int(limits.head_seconds * 1000), max_buffer_size=limits.head_bytes),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
    )


def _compile_templates(app: Flask) -> None:
    """Compile every template before the first reader comes.

    Else those who come together just after a start each compile the same ones, and all of them wait for seconds.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _allow_open_files() -> None:
    """Raise this process's limit of open files, which its children inherit: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_with_parent() -> None:
    """End this process with its parent: a server that was killed cannot stop it, and it would hold the port."""
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
