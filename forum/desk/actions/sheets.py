"""How each kind of thing that is told about a movie is read as texts by name, and put back from them."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forum.desk.models import Entries

_sheets: dict[str, "Sheet"] = {}


@dataclass(frozen=True)
class Sheet:
    """One kind of thing, known by its id. `labels` name its entries in the order they are read.

    `read` gives every entry in the one spelling that `write` leaves behind, or None when there is no such thing;
    `write` and `add` raise Invalid for texts that cannot be stored. What cannot be added or removed by hand has None.
    """

    kind: str
    called: str  # "critic review"
    labels: Mapping[str, str]
    read: Callable[[int], Entries | None]
    write: Callable[[int, Entries], None]
    add: Callable[[int, Entries], int] | None = None  # to the movie of this id; its own id
    remove: Callable[[int], None] | None = None


def offer(sheet: Sheet) -> Sheet:
    """Things of this kind can be changed, and their changes undone, from now on."""
    _sheets[sheet.kind] = sheet
    return sheet


def sheet_of(kind: str) -> Sheet | None:
    """The sheet of a kind of thing; None for kinds whose changes are only told, like a merge."""
    return _sheets.get(kind)


def edition(entries: Entries) -> str:
    """A short sign of just these texts: a form carries it, so that who saves later is told of who saved before."""
    return hashlib.sha256(json.dumps(dict(entries), sort_keys=True).encode()).hexdigest()[:16]
