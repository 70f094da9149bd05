"""Keyset pages: constant cost at any depth, stable while members post, walkable both ways."""

import base64
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.text import is_sound

LONGEST_CURSOR = 2000
LARGEST_INTEGER, LARGEST_SMALL_INTEGER = 2**63 - 1, 2**31 - 1
BROKEN = "This page link is broken. Start again from the first page."


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of its neighbors (None at either end)."""

    items: Sequence[Any]
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a reader stands in a list: just after, or just before, the row a cursor names."""

    after: str | None = None
    before: str | None = None


START = Place()


def place_in(arguments: Mapping[str, str]) -> Place:
    """The place a request asks for in its `after` or `before`."""
    return Place(arguments.get("after") or None, arguments.get("before") or None)


def keyset(select: sa.Select[Any], *keys: Any, descending: bool = True, place: Place = START, size: int = 20) -> Page:
    """One page of `select`, ordered by `keys` (all in one direction; the last must be unique).

    The items are the first column of the select. Raises Invalid for a cursor this list did not give out.
    """
    backward = place.before is not None and place.after is None
    cursor = place.before if backward else place.after
    downward = descending is not backward
    if cursor:
        select = select.where(_beyond(keys, read_cursor(cursor, keys), downward))
    order = [key.desc() if downward else key.asc() for key in keys]
    rows = list(db.session.execute(select.add_columns(*keys).order_by(*order).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return _page(rows, len(keys), more_after=more or backward, more_before=bool(cursor) and (more or not backward))


def write_cursor(values: Sequence[Any]) -> str:
    """The cursor naming a row by its key values."""
    plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, keys: Sequence[Any]) -> list[Any]:
    """The key values a cursor names, typed as its columns; raises Invalid unless they fit."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError("too long")
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError("another list's cursor")
        return [_typed(value, key.type) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid(BROKEN) from error


def _page(rows: Sequence[Any], keys: int, *, more_after: bool, more_before: bool) -> Page:
    if not rows:
        return Page([])
    first, last = (write_cursor(row[-keys:]) for row in (rows[0], rows[-1]))
    return Page([row[0] for row in rows], last if more_after else None, first if more_before else None)


def _beyond(keys: Sequence[Any], values: Sequence[Any], downward: bool) -> sa.ColumnElement[bool]:
    bound = [sa.literal(value, key.type) for value, key in zip(values, keys, strict=True)]
    if len(keys) == 1:
        return keys[0] < bound[0] if downward else keys[0] > bound[0]  # type: ignore[no-any-return]
    here, there = sa.tuple_(*keys), sa.tuple_(*bound)
    return here < there if downward else here > there


def _typed(value: object, kind: sa.types.TypeEngine[Any]) -> Any:
    """The value as its column takes it; raises ValueError unless a row could hold it."""
    wanted = kind.python_type
    if wanted in _READERS and isinstance(value, str):
        return _READERS[wanted](value)
    if wanted is float and type(value) in (int, float):
        return _finite(value)
    if type(value) is wanted is int and abs(value) <= _largest(kind):
        return value
    if type(value) is wanted is bool:
        return value
    raise ValueError("wrong kind of value")


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)  # near the ends of the calendar this overflows, and the database would too


def _sound(value: str) -> str:
    if not is_sound(value):
        raise ValueError("no row holds this text")
    return value


def _finite(value: Any) -> float:
    if not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _largest(kind: sa.types.TypeEngine[Any]) -> int:
    """PostgreSQL refuses to compare with more than the column could hold."""
    return LARGEST_INTEGER if isinstance(kind, sa.BigInteger) else LARGEST_SMALL_INTEGER


_READERS: dict[type, Callable[[str], Any]] = {datetime: _moment, date: date.fromisoformat, str: _sound}
