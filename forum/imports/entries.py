"""What a reader of files hands on: one film after the other, each with its place, or why there is none."""

from dataclasses import dataclass
from typing import Protocol

from forum.imports.schemas import Film
from forum.movies.facts import MovieFacts

LONGEST = 300


class Readable(Protocol):
    """A file opened for bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """The next line."""
        ...


@dataclass(frozen=True)
class Fault:
    """What is wrong where: shown as `line 3: year: is missing`."""

    place: str
    key: str
    words: str

    def __str__(self) -> str:
        return ": ".join(_printable(part) for part in (self.place, self.key, self.words) if part)


@dataclass(frozen=True)
class Entry:
    """One film of a file at its place. Without facts it is left out for its faults; `notes` are small losses.

    `film` holds what people said about it, in formats that carry that.
    """

    place: str
    facts: MovieFacts | None = None
    film: Film | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def _printable(text: str) -> str:
    """The text with nothing in it that a terminal would obey."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[:LONGEST])
