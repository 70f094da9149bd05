"""Which words of a text were looked for: pieces for a template to mark, and an excerpt around the first of them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.search.words import Query, search_words

LONGEST_EXCERPT = 240
LONGEST_KEPT = 100  # of a word: one of a whole text's length is folded each time
BEFORE = 60  # characters of an excerpt before the first word that was found

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")


@dataclass(frozen=True)
class Piece:
    """Some text, and whether it was looked for."""

    text: str
    is_found: bool = False


def marked(text: str, query: Query, *, begun: bool = True) -> list[Piece]:
    """The text in pieces, those that were looked for marked; with `begun`, as in names, by a beginning of the last."""
    pieces, done = [], 0
    for word in _WORD.finditer(text):
        if _is_looked_for(word[0], query.words, begun):
            pieces += [Piece(text[done : word.start()]), Piece(word[0], is_found=True)]
            done = word.end()
    return [piece for piece in [*pieces, Piece(text[done:])] if piece.text]


def excerpt(text: str, query: Query) -> list[Piece]:
    """The part of a text around the first word that was looked for, or its beginning, marked."""
    first = next(
        (word.start() for word in _WORD.finditer(text) if _is_looked_for(word[0], query.words, begun=False)), 0
    )
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = start + LONGEST_EXCERPT
    cut = text[start:end] if end >= len(text) else text[start:end].rsplit(" ", 1)[0]
    around = ("… " if start else "") + cut + ("" if end >= len(text) else " …")
    return marked(around, query, begun=False)


def _is_looked_for(word: str, wanted: Sequence[str], begun: bool) -> bool:
    parts = _folded(word) if len(word) <= LONGEST_KEPT else search_words(word)
    return any(part in wanted or (begun and part.startswith(tuple(wanted[-1:]))) for part in parts)


@lru_cache(maxsize=16_384)
def _folded(word: str) -> Collection[str]:
    return search_words(word)
