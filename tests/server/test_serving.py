"""`balcony serve` as a process: its worker is brought back, and nothing of it is left when it ends or is ended."""

import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from forum import cli
from tests.support import forks
from tests.support.site import ROOT

PATIENCE = 120


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[psutil.Process, str]]:
    """A served house of its own, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    forks.start(balcony, tmp_path, "db", "upgrade").join()
    server = psutil.Process(forks.start(balcony, tmp_path, "serve", "--port", str(port)).pid)
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: answers(f"{address}/healthz"))
    yield server, address
    end_all(server)


def end_all(server: psutil.Process) -> None:
    """End a server and all that it started."""
    try:
        family = [*server.children(recursive=True), server]
    except psutil.NoSuchProcess:
        return
    for process in family:
        if process.is_running():
            process.kill()
    psutil.wait_procs(family, PATIENCE)


def balcony(instance: Path, *words: str) -> None:
    """The command, as a process of its own over an instance folder, with one process to answer requests."""
    os.environ |= {"PYTHONPATH": str(ROOT), "BALCONY_INSTANCE_PATH": str(instance), "BALCONY_WORKERS": "1"}
    sys.argv = ["balcony", *words]
    with (instance / "log").open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        cli.main()


def test_a_worker_that_dies_is_brought_back_and_all_end_together(served):
    server, address = served
    first = wait_until(lambda: worker_of(server))
    first.kill()
    wait_until(lambda: (worker_of(server) or first).pid != first.pid)
    family = server.children(recursive=True)
    server.send_signal(signal.SIGTERM)
    assert psutil.wait_procs([server, *family], PATIENCE)[1] == []
    assert not answers(f"{address}/healthz")


def test_nothing_outlives_a_server_that_is_killed(served):
    server, address = served
    wait_until(lambda: worker_of(server))
    family = server.children(recursive=True)
    server.kill()
    assert psutil.wait_procs([server, *family], PATIENCE)[1] == []
    assert not answers(f"{address}/healthz")


def worker_of(server: psutil.Process) -> psutil.Process | None:
    """The worker beside a server, once it is at work."""
    return next((child for child in server.children() if _is_worker(child)), None)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "worker" in process.cmdline()
    except psutil.Error:  # it ended while we looked
        return False


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(true: Callable[[], object]):
    """What came true, when it did."""
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return found
