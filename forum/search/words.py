"""What is found by what: the folded words of titles, names and texts, and of what a reader types."""

import re
from dataclasses import dataclass

from forum.kernel.text import cleaned, fold, is_sound
from forum.movies.bounds import FIRST_YEAR, LAST_YEAR
from forum.movies.titles import ARTICLES

LONGEST_Q = 200
LONGEST_WORD = 40
LONGEST_EXACT = 120
MOST_WORDS = 10  # of a query; the others are left out
NUMERALS = dict(zip("ii iii iv v vi vii viii ix".split(), "23456789", strict=True))
OTHER_NUMBER = NUMERALS | {digit: numeral for numeral, digit in NUMERALS.items()}

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_WORD = re.compile(r"[^\W_]+")
# Spider-Man and E.T. are also one word to those who type them.
_COMPOUND = re.compile(r"[^\W_]+(?:[-·.‐‑][^\W_]+)+")


@dataclass(frozen=True)
class Query:
    """What a reader typed, and what it means. `year` is that of a movie, where one was typed behind its title."""

    typed: str
    words: tuple[str, ...]
    exact: str
    year: int | None = None
    exact_before_year: str = ""


def search_words(text: str) -> list[str]:
    """The words of a text as the index knows them: folded, whole where they hold an apostrophe, cut when endless."""
    folded = fold(_APOSTROPHES.sub("", text).replace("&", " and "))
    return [word[:LONGEST_WORD] for word in _WORD.findall(folded)]


def name_words(*names: str) -> list[str]:
    """The words a title or name is found by, each once: also joined ones, and numbers in both their spellings."""
    words: list[str] = []
    for name in names:
        plain = search_words(name)
        joined = ["".join(search_words(compound)) for compound in _COMPOUND.findall(name)]
        words += plain + [word[:LONGEST_WORD] for word in joined if word]
        words += [OTHER_NUMBER[word] for word in plain[1:] if word in OTHER_NUMBER]
    return list(dict.fromkeys(words))


def exact_name(name: str) -> str:
    """What two names have in common that a reader would call the same: words in order, no article in front."""
    words = search_words(name)
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)[:LONGEST_EXACT].strip()


def query_of(typed: str) -> Query:
    """What was typed, understood; nothing typed is ever syntax. Without words where it holds none."""
    shown = " ".join(cleaned(typed).split())[:LONGEST_Q].strip() if is_sound(typed) else ""
    words = search_words(shown)
    kept = words[1:] if len(words) > 1 and words[0] in ARTICLES else words
    kept = list(dict.fromkeys(kept))[:MOST_WORDS]
    year = _year(words[-1]) if len(words) > 1 else None
    before = exact_name(" ".join(words[:-1])) if year else ""
    return Query(shown, tuple(kept), exact_name(shown), year, before)


def _year(word: str) -> int | None:
    number = int(word) if len(word) == 4 and word.isascii() and word.isdigit() else 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else None
