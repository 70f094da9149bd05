"""The watchdog: each server process sends heartbeats to its parent, which kills one that stops sending them.

A process sends none while its event loop does not answer, while all threads of a pool are taken and none of them
finishes, or while Python itself is stuck. Granian starts a new process in the place of a killed one.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import structlog

from forum.server.limits import ServerLimits

log = structlog.get_logger()

BEAT_SECONDS = 1.0
LOOP_SECONDS = 5.0  # how long the event loop may take to answer


class Heartbeat(threading.Thread):
    """Sends this process's id through the pipe once a second, as long as it is able to work."""

    def __init__(self, loop: asyncio.AbstractEventLoop, is_stuck: Callable[[], bool], pipe: Connection) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._loop, self._is_stuck, self._pipe = loop, is_stuck, pipe

    def run(self) -> None:
        """Send heartbeats until the loop or the parent is gone."""
        with suppress(OSError, RuntimeError):  # the parent closed the pipe, or the loop is closed: both are ends
            while True:
                answered = threading.Event()
                self._loop.call_soon_threadsafe(answered.set)
                if answered.wait(LOOP_SECONDS) and not self._is_stuck():
                    self._pipe.send_bytes(str(os.getpid()).encode())
                time.sleep(BEAT_SECONDS)


class Watchdog(threading.Thread):
    """Kills server processes that sent no heartbeat for too long."""

    def __init__(self, processes: Callable[[], Iterable[BaseProcess]], pipe: Connection, limits: ServerLimits) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._processes, self._pipe, self._limits = processes, pipe, limits
        self._last_beat: dict[int, float] = {}

    def run(self) -> None:
        """Read heartbeats and look at every process, for as long as this process lives."""
        while True:
            self._pipe.poll(BEAT_SECONDS)
            while self._pipe.poll(0):
                self._last_beat[int(self._pipe.recv_bytes())] = time.monotonic()
            self._kill_silent()

    def _kill_silent(self) -> None:
        now, patience = time.monotonic(), self._limits.silence_seconds
        at_start = now + self._limits.start_seconds - patience  # imports and templates take a while on a busy machine
        alive = {process.pid: process for process in self._processes() if process.pid}
        self._last_beat = {pid: self._last_beat.get(pid, at_start) for pid in alive}
        for pid, process in alive.items():
            silent = now - self._last_beat[pid]
            if silent > patience and process.exitcode is None:
                log.error("server.process_stuck", process=pid, silent_seconds=round(silent))
                with suppress(ProcessLookupError):  # it ended meanwhile
                    os.kill(pid, signal.SIGKILL)
