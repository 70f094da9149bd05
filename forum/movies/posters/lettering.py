"""How a title is broken into lines and set as large as its room allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from forum.movies.posters.faces import FULL_WIDTH_FROM, Face, width_of

MOST_LINES = 5
# Beyond these a poster would be unreadable; the page beside it has the whole title.
MOST_CHARACTERS, LONGEST_WORD = 120, 40
# A script that fills squares breaks between any two characters; shorter titles stay in one line.
BREAKS_ANYWHERE_FROM = 5
# One more line must make the type this much larger to be worth it.
WORTH_A_LINE = 0.5


@dataclass(frozen=True)
class Lettering:
    """The lines of a title and the size of their type in the frame's units."""

    lines: list[str]
    size: float


def fit(title: str, face: Face, width: float, height: float, largest: float) -> Lettering:
    """Break a title into the lines that allow the largest type."""
    words, glue = _parts(_shortened(title))
    counts = range(2, min(MOST_LINES, len(words)) + 1)
    best = _set(_balanced(words, glue, 1, face), face, width, height, largest)
    for other in (_set(_balanced(words, glue, count, face), face, width, height, largest) for count in counts):
        if other.size > best.size + WORTH_A_LINE:
            best = other
    return best


def _set(lines: list[str], face: Face, width: float, height: float, largest: float) -> Lettering:
    widest = max(width_of(line, face, face.tracking) for line in lines)
    return Lettering(lines, min(largest, width / widest, height / (face.leading * len(lines))))


def _shortened(title: str) -> str:
    if len(title) <= MOST_CHARACTERS:
        return title
    return title[:MOST_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _parts(title: str) -> tuple[list[str], str]:
    """The pieces a title may be broken between, and what joins them again."""
    words = title.split()
    if len(words) == 1 and len(title) >= BREAKS_ANYWHERE_FROM and all(ord(char) >= FULL_WIDTH_FROM for char in title):
        return list(title), ""
    return [word[at : at + LONGEST_WORD] for word in words for at in range(0, len(word), LONGEST_WORD)], " "


def _balanced(words: Sequence[str], glue: str, count: int, face: Face) -> list[str]:
    """The words in so many lines, the widest as narrow as can be."""

    @cache
    def line(start: int, end: int) -> tuple[float, str]:
        text = glue.join(words[start:end])
        return width_of(text, face), text

    @cache
    def broken(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            width, text = line(start, len(words))
            return width, (text,)
        ways = []
        for end in range(start + 1, len(words) - left + 2):
            width, text = line(start, end)
            widest, rest = broken(end, left - 1)
            ways.append((max(width, widest), (text, *rest)))
        return min(ways, key=lambda way: way[0])

    return list(broken(0, count)[1])
