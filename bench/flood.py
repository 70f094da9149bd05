"""`bin/flood`: one client tries to stop the site while others go on reading and writing. One JSON line a database."""

import argparse
import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode, urlsplit

import psutil

from bench import cases, serving
from bench.filling import PASSWORD, SIZES
from bench.hostile import KINDS, flood
from bench.site import DATABASES, Site, filled_site
from bench.visiting import FORM, Browser, fetch

SMALL = SIZES["small"]
COUNTS = {
    "slow-bodies": 150,
    "endless-chunks": 50,
    "slow-heads": 200,
    "idle": 500,
    "http2": 20,
    "reading-nothing": 50,
}
BAR_MS = 1000.0
# What a process may have grown by when all is over: allocators keep some of what they were given.
GROWTH_MB = 40.0
READERS = 8
PAUSE_SECONDS = 0.1
WARM_SECONDS = 3.0


@dataclass
class Waits:
    """How long others waited for their answers, in milliseconds, and which answers were none."""

    times: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    failed: list[str] = field(default_factory=list)

    def note(self, name: str, status: int, milliseconds: float) -> None:
        """Count one answer."""
        self.times.append(milliseconds)
        self.slowest = max(self.slowest, (milliseconds, name))
        if status >= 400:
            self.failed.append(f"{name}: {status}")

    def summary(self) -> dict[str, object]:
        """Return what is printed of them."""
        ordered = sorted(self.times)
        return {
            "answers": len(ordered),
            "failed": len(self.failed),
            "first_failures": self.failed[:5],
            "p50_ms": round(ordered[len(ordered) // 2], 1),
            "p99_ms": round(ordered[len(ordered) * 99 // 100], 1),
            "slowest_ms": round(self.slowest[0], 1),
            "slowest": self.slowest[1],
        }


class Visitors:
    """Others: a reader and a member who ask for every page in turns, and a member who replies."""

    def __init__(self, address: str, pages: dict[str, list[str]], names: list[str]) -> None:
        self._address = address
        self._member, self._writer = Browser(address), Browser(address)
        self._member.sign_in(names[0], PASSWORD)
        self._writer.sign_in(names[1], PASSWORD)
        self._token = self._writer.token("/threads/1/again")
        paths = ["/healthz", "/login", "/boards", *(path for some in pages.values() for path in some[:1])]
        self._pages = [(path, cookie) for path in paths for cookie in ("", self._member.cookie)]
        self._numbers = count()

    def visit(self, end: float, waits: Waits) -> None:
        """Ask for one page after another, each on a connection of its own, until then."""
        while time.monotonic() < end:
            for path, cookie in self._pages:
                self._measure(f"GET {path}{' (member)' if cookie else ''}", waits, "GET", path, cookie)
            self._reply(waits)

    def _reply(self, waits: Waits) -> None:
        number = next(self._numbers)
        form = {"csrf_token": self._token, "parent": "1", "body": f"Reply {number}", "once": f"flood-{number}"}
        self._measure("POST /threads/1/posts", waits, "POST", "/threads/1/posts", self._writer.cookie, urlencode(form))

    def _measure(self, name: str, waits: Waits, method: str, path: str, cookie: str, body: str = "") -> None:
        headers = ({"Cookie": cookie} if cookie else {}) | (FORM if body else {})
        began = time.monotonic()
        try:
            status = fetch(self._address, method, path, headers, body)
        except OSError as error:
            waits.failed.append(f"{name}: {error!r}")
            return
        waits.note(name, status, (time.monotonic() - began) * 1000)
        time.sleep(PAUSE_SECONDS)


def main() -> None:
    """Flood a site on each database; exit with 1 where others had to wait."""
    asked = _arguments()
    holds = True
    for database in asked.databases:
        say(f"{database}: filling")
        with filled_site(database, SMALL) as site:
            line = {"database": database} | _measured(site, asked)
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        holds = holds and bool(line["holds"])
    sys.exit(0 if holds else 1)


def _measured(site: Site, asked: argparse.Namespace) -> dict[str, object]:
    counts = {kind: number for kind, number in COUNTS.items() if not asked.only or kind in asked.only}
    with site.app.app_context():
        pages, names = cases.pages(SMALL), cases.names_of(2)
    with serving.house(site.settings) as address:
        visitors, server = Visitors(address, pages, names), _server_of(address)
        calm, hit, after = Waits(), Waits(), Waits()
        visitors.visit(time.monotonic() + WARM_SECONDS, calm)
        memory = [_memory_of(server)]
        say(f"  flooding for {asked.seconds} s: {counts}")
        with _flooded(address, counts, asked.seconds):
            time.sleep(1)
            with _sampled(server, memory):
                visitors.visit(time.monotonic() + asked.seconds - 2, hit)
        _visit_at_once(visitors, after)
        memory.append(_memory_of(server))
    growth = memory[-1] - memory[0]
    holds = not (hit.failed or after.failed) and max(hit.slowest, after.slowest)[0] <= BAR_MS and growth <= GROWTH_MB
    return {
        "holds": holds,
        "seconds": asked.seconds,
        "clients": counts,
        "others": hit.summary(),
        "before_p99_ms": calm.summary()["p99_ms"],
        "afterwards_slowest_ms": after.summary()["slowest_ms"],
        "memory_mb": {"before": memory[0], "most": max(memory), "after": memory[-1]},
    }


def _visit_at_once(visitors: Visitors, waits: Waits) -> None:
    """Ask with as many clients at once as all processes together have threads for reading: all are free again."""
    end = time.monotonic() + WARM_SECONDS
    others = [threading.Thread(target=visitors.visit, args=(end, waits)) for _ in range(READERS)]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()


@contextmanager
def _flooded(address: str, counts: dict[str, int], seconds: float) -> Iterator[None]:
    """Run the hostile clients in a process of their own, which ends by itself."""
    port = urlsplit(address).port
    process = multiprocessing.get_context("spawn").Process(target=flood, args=(port, counts, seconds))
    process.start()
    try:
        yield
    finally:
        process.join(seconds + 30)
        if process.is_alive():
            process.kill()


@contextmanager
def _sampled(server: psutil.Process, memory: list[float]) -> Iterator[None]:
    """Note the server's memory once a second."""
    done = threading.Event()

    def sample() -> None:
        while not done.wait(1):
            memory.append(_memory_of(server))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _server_of(address: str) -> psutil.Process:
    """Return the process that was started to serve this address: the one child of ours that runs `serve`."""
    port = str(urlsplit(address).port)
    return next(child for child in psutil.Process().children() if port in child.cmdline())


def _memory_of(server: psutil.Process) -> float:
    """Return the memory of the server's processes together, in megabytes."""
    family = [server, *server.children(recursive=True)]
    return round(sum(process.memory_info().rss for process in family) / 1e6, 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/flood", description="Try to stop a site of our own with one client.")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", nargs="+", choices=KINDS, help="kinds of hostile clients; all by default")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell who waits."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
