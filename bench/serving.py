"""The two servers that are compared, each on a free port of this machine alone."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.limit import DATABASE

ROOT = Path(__file__).parents[1]
START_SECONDS, STOP_SECONDS = 60, 20
WORKERS, THREADS = 2, 4


@contextmanager
def house(settings: dict[str, str]) -> Iterator[str]:
    """The production server with these settings; gives its address."""
    port = _free_port()
    command = [sys.executable, "-P", "-m", "forum.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with _running(command, settings, f"http://127.0.0.1:{port}", "/healthz") as address:
        yield address


@contextmanager
def limit(database_url: str) -> Iterator[str]:
    """What the house is compared with: `/40000` gives as many bytes, `/posts` fifty posts out of the house's rows."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)]
    command += ["--blocking-threads", str(THREADS), "--host", "127.0.0.1", "--port", str(port), "bench.limit:app"]
    with _running(command, {DATABASE: database_url}, f"http://127.0.0.1:{port}", "/1") as address:
        yield address


@contextmanager
def _running(command: list[str], settings: dict[str, str], address: str, probe: str) -> Iterator[str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("BALCONY_")}
    environment = others | {"PYTHONPATH": str(ROOT)} | settings
    # What a house says about each request is part of its work; who reads it is not.
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(server, address + probe)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], probe: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(probe, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {probe}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
