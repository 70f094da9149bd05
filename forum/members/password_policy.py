"""Which passwords may not be chosen: those that guessing finds within the tries that the limits let through.

No rules about digits or signs. zxcvbn estimates how many guesses a password takes, from 30,000 common passwords and
100,000 words and names, and from the ways people change them: keyboard runs, sequences, repetitions, dates, 4 for a.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, cast

from forum.kernel.text import fold, is_blank

# What a hundred wrong guesses an hour at one name (guessing.py) come to in ten years, and a little more.
FEWEST_GUESSES = 10_000_000
# zxcvbn's work grows fast with the length: longer passwords are judged by both ends.
JUDGED_LENGTH = 24
# It tries every way to read signs as letters. Where there are more ways than this, signs alike are made the same.
MOST_READINGS = 32
READINGS = {"a": "4@", "c": "({[<", "g": "69", "i": "1!|", "l": "1|7", "s": "$5", "t": "+7", "z": "2", "x": "%"}
ALIKE = str.maketrans("@{[<!|$+", "4(((1157")
SHORTEST_WORD = 3  # of a name that is looked for in a password
SHORTEST_REST = 4  # of what must be left of a password beside a name
SHORTEST_PIECE = 2  # p-a-s-s-w-o-r-d

BETTER = "A few words in a row that only you would put together are easy to remember and hard to guess."
BLANK = f"A password of nothing but spaces is the same as none. {BETTER}"
NAMED = "This is too close to your name or to the name of the site. " + BETTER
COMMON = f"This is one of the passwords that attackers try first. {BETTER}"
# By what zxcvbn found, the pattern of the longest part.
FAULTS = {
    "repeat": f"The same characters over and over are quickly guessed. {BETTER}",
    "sequence": f"Letters or digits in a row, such as abcd or 1234, are quickly guessed. {BETTER}",
    "spatial": f"Keys that lie side by side are quickly guessed. {BETTER}",
    "date": f"Dates are quickly guessed. {BETTER}",
}


def find_fault(password: str, names: Iterable[str] = ()) -> str:
    """Return in words why this password may not be chosen; empty when it may.

    `names` are what somebody who guesses knows: the member's own name and the site's.
    """
    password = unicodedata.normalize("NFKC", password)
    names = [name for name in names if name]
    if is_blank(password):
        return BLANK
    if any(_is_little_more_than(name, password) for name in names):
        return NAMED
    faults = [_fault_of_part(part, names) for part in _parts(password)]
    return faults[0] if all(faults) else ""


def _is_little_more_than(name: str, password: str) -> bool:
    """Whether the password is the name, forwards or backwards, with a few signs or only digits beside it."""
    name, password = _letters(name), _letters(password)
    if len(name) < SHORTEST_WORD:
        return name == password
    for word in (name, name[::-1]):
        rest = password.replace(word, "")
        if rest != password and (len(rest) < SHORTEST_REST or rest.isdigit()):
            return True
    return False


def _letters(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _parts(password: str) -> list[str]:
    """Return what is judged: the whole, or both ends of a long one; letters with signs between also without those."""
    pieces = "".join(letter if letter.isalnum() else " " for letter in password).split()
    if pieces and max(map(len, pieces)) <= SHORTEST_PIECE:
        password = "".join(pieces)
    if len(password) <= JUDGED_LENGTH:
        return [password]
    return [password[:JUDGED_LENGTH], password[-JUDGED_LENGTH:]]


def _fault_of_part(part: str, names: list[str]) -> str:
    found = _estimate()(_with_few_readings(part), [*names, *(word for name in names for word in name.split())])
    if found["guesses"] >= FEWEST_GUESSES:
        return ""
    longest = max(found["sequence"], key=lambda match: len(str(match["token"])))
    return FAULTS.get(longest["pattern"], COMMON)


def _with_few_readings(part: str) -> str:
    return part.translate(ALIKE) if _count_readings(part) > MOST_READINGS else part


def _count_readings(part: str) -> int:
    """Return in how many ways the signs in it can be read as letters."""
    readings = 1
    for signs in READINGS.values():
        readings *= max(1, sum(sign in part for sign in signs))
    return readings


@cache
def _estimate() -> Callable[[str, list[str]], Mapping[str, Any]]:
    """Load the lists, 15 MB, in the first process and at the first moment that needs them."""
    return cast(Callable[[str, list[str]], Mapping[str, Any]], import_module("zxcvbn").zxcvbn)
