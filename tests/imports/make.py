"""Film files for tests: written to memory, brought in the way the command does it."""

import io
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

from forum.imports import filmfile, wikipedia
from forum.imports.entries import Fault
from forum.imports.running import Import, Tally
from forum.kernel.db import db


def lines(*films: dict[str, Any]) -> bytes:
    """A film file of these films."""
    return b"".join(json.dumps(film).encode() + b"\n" for film in films)


def film(title: str = "Last Train Home", year: int = 2010, **facts: Any) -> dict[str, Any]:
    """One line of it."""
    return {"title": title, "year": year, **facts}


def brought(data: bytes, form: ModuleType = filmfile, *, strict: bool = False) -> tuple[Tally, list[str]]:
    """Import this file; answers what became of its films and everything that was said."""
    said: list[str] = []
    tell: Callable[[Fault], None] = lambda fault: said.append(str(fault))  # noqa: E731
    run = Import(tell, strict=strict)
    for _ in run.take(form.SOURCE, form.films_in(io.BytesIO(data)), gently=form.FILLS_GAPS):
        pass
    return run.end(), said


def listed(*films: dict[str, Any], strict: bool = False) -> tuple[Tally, list[str]]:
    """Import an array of films from Wikipedia's lists."""
    return brought(json.dumps(films).encode(), wikipedia, strict=strict)


def everything_in_the_house() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the moments at which something was done."""
    return {
        table.name: sorted(
            tuple(str(value) for column, value in row._mapping.items() if not str(column).endswith("_at"))
            for row in db.session.execute(table.select())
        )
        for table in db.metadata.sorted_tables
    }
