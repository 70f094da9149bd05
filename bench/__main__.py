"""`bin/bench`: one JSON line a case on standard output, what it is doing on standard error."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench import cases, serving
from bench.filling import PASSWORD, SIZES, Size
from bench.loading import Answer, Request, ask
from bench.site import DATABASES, filled_site
from bench.visiting import Browser
from forum.kernel.db import db
from tests.support.statements import count_queries


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
        """The house and what it is compared with, in turns, each after a second of warming up; the median counts."""
        sides = {"house": (self._address, case.requests), "limit": (self._limit, [Request(f"/{size}")])}
        if case.is_beside_orm:
            sides["orm"] = (self._limit, [Request("/posts")])
        before = self._made(case)
        warm = {name: ask(*side, seconds=1, connections=case.connections) for name, side in sides.items()}
        answers: dict[str, list[Answer]] = {name: [] for name in sides}
        for _ in range(asked.turns):
            for name, side in sides.items():
                answers[name].append(ask(*side, seconds=asked.seconds, connections=case.connections))
        house = answers.pop("house")
        said = sum(answer.requests - answer.failed for answer in (warm["house"], *house))
        lost = {"lost": max(0, said - self._made(case) + before)} if case.makes else {}
        return _summed_up(house, answers) | lost

    def _made(self, case: cases.Case) -> int:
        """How many rows there are by now of those that this case makes."""
        if case.makes is None:
            return 0
        with self._app.app_context():
            return db.session.scalar(sa.select(sa.func.count()).select_from(case.makes)) or 0


def _summed_up(house: list[Answer], others: dict[str, list[Answer]]) -> dict[str, Any]:
    rps = median(answer.rps for answer in house)
    line = {
        "rps": round(rps, 1),
        "p50_ms": round(median(answer.p50_ms for answer in house), 2),
        "p99_ms": round(median(answer.p99_ms for answer in house), 2),
        "failed": sum(answer.failed for answer in house),
    }
    for name, answers in others.items():
        bare = median(answer.rps for answer in answers)
        line |= {f"{name}_rps": round(bare, 1), f"ratio_to_{name}": round(rps / bare, 3)}
    return line


@contextmanager
def _opened(database: str, size: Size) -> Iterator[Bench]:
    with (
        filled_site(database, size) as site,
        serving.house(site.settings | {"BALCONY_RATE_LIMITS": "false"}) as address,
        serving.limit(site.settings["BALCONY_DATABASE_URL"]) as limit,
    ):
        yield Bench(site.app, size, address, limit)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the house beside the bare limit.")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["small"])
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--only", nargs="+", metavar="CASE", help="such as movie, movie-signed-in or reply")
    parser.add_argument("--seconds", type=int, default=3, help="of load, each time")
    parser.add_argument("--turns", type=int, default=3, help="how often each is loaded; the median counts")
    parser.add_argument("--quick", action="store_true", help="one turn of one second: whether it works, not how fast")
    asked = parser.parse_args()
    if asked.quick:
        asked.seconds = asked.turns = 1
    return asked


def say(text: str) -> None:
    """Tell who waits."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
