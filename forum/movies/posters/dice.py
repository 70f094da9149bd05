"""The dice every poster is thrown with: numbers read from the movie's name, never from chance."""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

Thing = TypeVar("Thing")
# Change it and every poster in the house is hung anew.
SALT = "row 1531"


class Dice:
    """A stream of numbers that is the same for the same movie for ever."""

    def __init__(self, title: str, year: int) -> None:
        self._key = f"{SALT}|{title.casefold().strip()}|{year or ''}"
        self._throws = 0

    def __call__(self, low: float = 0.0, high: float = 1.0) -> float:
        """The next number from `low` up to, not including, `high`."""
        self._throws += 1
        digest = hashlib.sha256(f"{self._key}/{self._throws}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:6], "big") / (1 << 48)

    def whole(self, low: float, high: float) -> int:
        """The next number, cut down to a whole one."""
        return int(self(low, high))

    def pick(self, things: Iterable[Thing]) -> Thing:
        """One of these."""
        choices = list(things)
        return choices[self.whole(0, len(choices) - 1e-9)]
