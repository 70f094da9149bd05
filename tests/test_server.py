"""`balcony serve` as a process: its worker is brought back, and nothing of it is left when it ends or is ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.support.site import ROOT

PATIENCE = 120


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[psutil.Process, str]]:
    """A served house of its own, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "BALCONY_INSTANCE_PATH": str(tmp_path),
        "BALCONY_WORKERS": "1",
    }
    balcony = [sys.executable, "-m", "forum.cli"]
    subprocess.run([*balcony, "db", "upgrade"], env=environment, check=True, capture_output=True)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([*balcony, "serve", "--port", str(port)], env=environment, stderr=log, stdout=log)
    family = psutil.Process(server.pid)
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: answers(f"{address}/healthz"))
    seen = family.children(recursive=True)
    yield family, address
    for process in [*seen, family]:
        if process.is_running():
            process.kill()
    server.wait()


def test_a_worker_that_dies_is_brought_back_and_all_end_together(served):
    server, address = served
    first = wait_until(lambda: worker_of(server))
    first.kill()
    second = wait_until(lambda: worker_of(server))
    assert second.pid != first.pid
    family = server.children(recursive=True)
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) in (0, None)
    assert psutil.wait_procs(family, PATIENCE)[1] == []
    assert not answers(f"{address}/healthz")


def test_nothing_outlives_a_server_that_is_killed(served):
    server, address = served
    wait_until(lambda: worker_of(server))
    family = server.children(recursive=True)
    server.kill()
    assert psutil.wait_procs(family, PATIENCE)[1] == []
    assert not answers(f"{address}/healthz")


def worker_of(server: psutil.Process) -> psutil.Process | None:
    """The worker beside a server, once it is at work."""
    found = [child for child in server.children() if "worker" in child.cmdline()]
    return found[0] if found else None


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
