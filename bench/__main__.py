"""`bin/bench`: one JSON line a case on standard output, what it is doing on standard error."""

import argparse
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import flask_migrate
from flask import Flask

from bench import cases, serving
from bench.filling import PASSWORD, SIZES, Size, fill
from bench.loading import Answer, Request, ask
from bench.visiting import Browser
from forum.app import HOME, create_app
from forum.config import Settings
from forum.kernel import logs
from forum.kernel.db import db
from tests.support import postgres
from tests.support.statements import count_queries

SECRET = "only-for-measuring-and-long-enough"
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Measure what is asked for."""
    asked = _arguments()
    if shutil.which("wrk") is None:
        say("wrk is missing (Debian and Ubuntu: apt-get install wrk): nothing can be measured, and no ratio given.")
    for name in asked.sizes:
        for database in asked.databases:
            say(f"{name} on {database}: filling")
            with _opened(database, SIZES[name]) as bench:
                for line in bench.lines(asked):
                    sys.stdout.write(json.dumps({"size": name, "database": database} | line) + "\n")
                    sys.stdout.flush()
    say("Search is not measured: the house has none yet.")


class Bench:
    """One filled house, served, beside the bare limit."""

    def __init__(self, app: Flask, size: Size, address: str, limit: str) -> None:
        self._app, self._size, self._address, self._limit = app, size, address, limit

    def lines(self, asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
        """What was measured, a line a case; without wrk only what needs none."""
        for case in self._cases():
            if asked.only and case.name not in asked.only:
                continue
            say(f"  {case.name}")
            cost = self._cost(case)
            speed = self._speed(case, cost["bytes"], asked) if shutil.which("wrk") else {}
            yield {"case": case.name} | cost | speed

    def _cases(self) -> Iterator[cases.Case]:
        with self._app.app_context():
            addresses, names = cases.pages(self._size), cases.names_of(cases.WRITERS)
        writers = [Browser(self._address) for _ in names]
        for browser, name in zip(writers, names, strict=True):
            browser.sign_in(name, PASSWORD)
        yield from cases.reading(addresses, writers[0])
        yield from cases.writing(self._size, writers, self._address, names)

    def _cost(self, case: cases.Case) -> dict[str, int]:
        """Statements and bytes of one answer, made by the same house inside this process, with nothing kept."""
        request = case.requests[-1]
        client = self._app.test_client(use_cookies=False)
        body = request.body.replace("@@", "counted")
        with count_queries() as statements:
            answer = client.open(request.path, method=request.method, headers=request.headers, data=body)
        if answer.status_code >= 400:
            raise RuntimeError(f"{case.name}: {request.path} answered {answer.status_code}")
        return {"queries": len(statements), "bytes": len(answer.data)}

    def _speed(self, case: cases.Case, size: int, asked: argparse.Namespace) -> dict[str, Any]:
        """The house and the bare limit in turns, after a second of warming up; the median of the turns."""
        mine: list[Answer] = []
        bare: list[Answer] = []
        how = {"seconds": asked.seconds, "connections": case.connections}
        for address, requests in ((self._address, case.requests), (self._limit, [Request(f"/{size}")])):
            ask(address, requests, seconds=1, connections=case.connections)
        for _ in range(asked.turns):
            mine.append(ask(self._address, case.requests, **how))
            bare.append(ask(self._limit, [Request(f"/{size}")], **how))
        rps, limit = median(answer.rps for answer in mine), median(answer.rps for answer in bare)
        return {
            "rps": round(rps, 1),
            "p50_ms": round(median(answer.p50_ms for answer in mine), 2),
            "p99_ms": round(median(answer.p99_ms for answer in mine), 2),
            "failed": sum(answer.failed for answer in mine),
            "limit_rps": round(limit, 1),
            "ratio_to_limit": round(rps / limit, 3),
        }


@contextmanager
def _opened(database: str, size: Size) -> Iterator[Bench]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="balcony-bench-")))
        url = f"sqlite:///{folder / 'balcony.db'}"
        if database == "postgresql":
            server = postgres.start(postgres.DURABLE)
            stack.callback(server.stop)
            url = server.url
        app = _filled(url, folder, size)
        settings = {"BALCONY_DATABASE_URL": url, "BALCONY_INSTANCE_PATH": str(folder), "BALCONY_SECRET_KEY": SECRET}
        address = stack.enter_context(serving.house(settings | {"BALCONY_RATE_LIMITS": "false"}))
        yield Bench(app, size, address, stack.enter_context(serving.limit()))


def _filled(url: str, folder: Path, size: Size) -> Flask:
    options: dict[str, Any] = {"rate_limits": False, "page_store": False, "secret_key": SECRET}
    chosen = Settings(database_url=url, instance_path=folder, **options)
    logs.configure(chosen)
    logging.getLogger().setLevel(logging.WARNING)  # a line for each request would stand among the results
    app = create_app(chosen)
    with app.app_context():
        flask_migrate.upgrade(directory=str(HOME / "migrations"))
        fill(size)
        db.engine.dispose()
    return app


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the house beside the bare limit.")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["small"])
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--only", nargs="+", metavar="CASE", help="such as movie, movie-signed-in or reply")
    parser.add_argument("--seconds", type=int, default=3, help="of load, each time")
    parser.add_argument("--turns", type=int, default=3, help="how often each is loaded; the median counts")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell who waits."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
