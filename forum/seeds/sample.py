"""The sample community's files, as this package carries them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sample"
MOVIES = FOLDER / "movies.jsonl"


@dataclass(frozen=True)
class Person:
    """One of the sample's members."""

    name: str
    bio: str
    role: str
    badge_reason: str | None
    follows: tuple[str, ...]
    signs_in: bool


def people() -> list[Person]:
    """Everybody of the sample, staff included."""
    return [_person(entry) for entry in _read("members.json")]


def boards() -> Iterator[dict[str, Any]]:
    """The general boards with their threads, as they are written."""
    yield from _read("boards.json")


def _person(entry: dict[str, Any]) -> Person:
    badge = entry.get("super_reviewer")
    return Person(
        name=entry["name"],
        bio=entry["bio"],
        role=entry["role"],
        badge_reason=badge["reason"] if badge else None,
        follows=tuple(entry["follows"]),
        signs_in=bool(entry.get("sign_in")),
    )


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
