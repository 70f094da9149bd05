"""What changed between two readings of a text, word by word, at a cost that grows only with its length."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

_PARTS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PAIRS = 200_000  # a tenth of a second; texts of many lines that are all alike are told whole
MOST_PIECES = 500  # each is an element of the page; a text changed in more places is told whole
Kind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """Some text that stayed, went or came."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The pieces of both readings in order: `same` and `gone` give the one before, `same` and `new` the one after.

    Every line ends with a line feed, also the last, so that a line is the same wherever it stands.
    """
    old, new = f"{before}\n".splitlines(keepends=True), f"{after}\n".splitlines(keepends=True)
    if _pairs(old, new) > MOST_PAIRS:
        return [*_piece("gone", old), *_piece("new", new)]
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += _piece("same", old[a:b])
        elif b - a == d - c:
            pieces += [piece for pair in zip(old[a:b], new[c:d], strict=True) for piece in _within(*pair)]
        else:
            pieces += [*_piece("gone", old[a:b]), *_piece("new", new[c:d])]
        if len(pieces) > MOST_PIECES:
            return [*_piece("gone", old), *_piece("new", new)]
    return pieces


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines of one are the same as a line of the other: what a comparison costs."""
    there = Counter(new)
    return sum(there[line] for line in old)


def _within(before: str, after: str) -> Iterator[Piece]:
    """One changed line: what is alike at its ends stays. Linear, unlike a search for the shortest difference."""
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield from _piece("same", old[:head])
    yield from _piece("gone", old[head : len(old) - tail])
    yield from _piece("new", new[head : len(new) - tail])
    yield from _piece("same", old[len(old) - tail :])


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts are the same from the beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _piece(kind: Kind, parts: Sequence[str]) -> list[Piece]:
    return [Piece(kind, "".join(parts))] if parts else []
