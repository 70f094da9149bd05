"""Words near a mistyped one: the same house-made way on both databases, with bounded work.

A word with one slip in it still has its first or its second half whole, so what is compared are the known words with
one of the halves: two index ranges a word, whatever the size of the house.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.search.models import NameWord

SHORTEST = 3  # below, everything is near everything
TWO_SLIPS_FROM = 7  # letters
MOST_COMPARED = 1500  # known words with one of the halves
MOST_NEAR = 24
AFTER_ALL = "\U0010ffff"

Near = dict[str, int]  # a known word and how many slips away it is


def near_words(words: Sequence[str]) -> list[Near]:
    """For each word the known words it may have been meant to be, nearest first; itself always among them."""
    asked = [word for word in words if _may_be_mistyped(word)]
    known = _known(asked)
    return [_nearest(word, known.get(word, ())) for word in words]


def slips_between(one: str, other: str, most: int) -> int | None:
    """How many letters were left out, added, changed or swapped with their neighbor; None when more than `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    # What is alike in front and behind costs nothing, and of words that share a half little else is left.
    one, other = _unlike(one, other)
    one, other = (word[::-1] for word in _unlike(one[::-1], other[::-1]))
    if most == 1:
        return _one_slip(one, other)
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for there, its in enumerate(other, 1):
            cost = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != its))
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == its:
                cost = min(cost, older[there - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def _one_slip(one: str, other: str) -> int | None:
    """How many slips lie between what is left of two words, where it is none or one."""
    longest = max(len(one), len(other))
    swapped = longest == len(one) == len(other) == 2 and one == other[::-1]
    return longest if longest < 2 else 1 if swapped else None


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Both words without the letters they begin with alike."""
    alike = 0
    for letter, its in zip(one, other, strict=False):
        if letter != its:
            break
        alike += 1
    return one[alike:], other[alike:]


def _may_be_mistyped(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdigit()


def _slips_allowed(word: str) -> int:
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


def _known(words: Sequence[str]) -> dict[str, set[str]]:
    """For each word the known ones that share a half with it, in one statement."""
    if not words:
        return {}
    asked: dict[str, Any] = {}
    for at, word in enumerate(words):
        half, slips = len(word) // 2, _slips_allowed(word)
        begins, ends = word[:half], word[half:][::-1]
        asked |= {f"begins_{at}": begins, f"begins_to_{at}": begins + AFTER_ALL}
        asked |= {f"ends_{at}": ends, f"ends_to_{at}": ends + AFTER_ALL}
        asked |= {f"shortest_{at}": len(word) - slips, f"longest_{at}": len(word) + slips}
    found: dict[str, set[str]] = {word: set() for word in words}
    for at, word in db.session.execute(_looks(len(words)), asked):
        found[words[at]].add(word)
    return found


@lru_cache
def _looks(words: int) -> Any:
    """The statement for so many words, built once: two index ranges for each."""
    halves = (NameWord.word, "begins"), (NameWord.backwards, "ends")
    return sa.union_all(*(_range(at, *half) for at in range(words) for half in halves))


def _range(at: int, column: Any, half: str) -> sa.Select[Any]:
    start, end = sa.bindparam(f"{half}_{at}", type_=sa.String), sa.bindparam(f"{half}_to_{at}", type_=sa.String)
    shortest, longest = (sa.bindparam(f"{name}_{at}", type_=sa.Integer) for name in ("shortest", "longest"))
    near: Any = sa.select(sa.literal_column(str(at)).label("number"), NameWord.word)
    near = near.where(column >= start, column < end, sa.func.length(NameWord.word).between(shortest, longest))
    near = near.limit(MOST_COMPARED).subquery()
    return sa.select(*near.c)


def _nearest(word: str, known: set[str] | tuple[()]) -> Near:
    slips = {other: slips_between(word, other, _slips_allowed(word)) for other in known}
    near = {other: number for other, number in slips.items() if number is not None}
    order = sorted(near, key=lambda other: (near[other], other[0] != word[0], abs(len(other) - len(word)), other))
    return {word: 0} | {other: near[other] for other in order[:MOST_NEAR]}
