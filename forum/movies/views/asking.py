"""What a reader asks of the catalogue, read from the address: what it does not have is not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from forum.kernel.choices import NO_SUCH_CHOICE, chosen
from forum.kernel.errors import Missing
from forum.kernel.text import cleaned, is_sound, words_of
from forum.movies.models import Genre
from forum.movies.queries import Browse, Sort
from forum.movies.titles import LETTERS, LONGEST_WORD, OTHER_LETTER, decade

NO_SUCH_GENRE = "There is no such genre here."
LONGEST_Q = 200
MOST_WORDS = 8
EARLIEST, LATEST = 1800, 2999


@dataclass(frozen=True)
class Asked:
    """The filters of one address. `q` is what was typed, as the page repeats it."""

    q: str = ""
    genre: Genre | None = None
    decade: int | None = None
    letter: str | None = None
    sort: Sort | None = None

    @property
    def wanted(self) -> Browse:
        """What that means for the shelves."""
        words = tuple(dict.fromkeys(word[:LONGEST_WORD] for word in words_of(self.q)))[:MOST_WORDS]
        return Browse(self.genre, self.decade, self.letter, words, self.sort or Sort.RATED)

    @property
    def says_nothing(self) -> bool:
        """Whether something was typed that holds no word, so that no title can have it."""
        return bool(self.q) and not self.wanted.words

    @property
    def arguments(self) -> dict[str, str]:
        """The filters as the address has them."""
        named = {
            "q": self.q,
            "genre": self.genre.slug if self.genre else "",
            "decade": str(self.decade or ""),
            "letter": self.letter or "",
            "sort": self.sort or "",
        }
        return {name: value for name, value in named.items() if value}

    @property
    def filters(self) -> Iterator[tuple[str, str]]:
        """Each filter in words, with the address of the same page without it."""
        if self.q:
            yield f"“{self.q}”", replace(self, q="").url
        if self.genre:
            yield self.genre.name, replace(self, genre=None).url
        if self.decade is not None:
            yield f"{self.decade}s", replace(self, decade=None).url
        if self.letter:
            yield letter_name(self.letter), replace(self, letter=None).url

    @property
    def url(self) -> str:
        """The address of its first page."""
        arguments: dict[str, Any] = {**self.arguments}
        return url_for("movies.index", **arguments)

    def at(self, letter: str) -> str:
        """The address of the same movies under another letter."""
        return replace(self, letter=letter).url


def asked_in(arguments: Mapping[str, str], genres: Sequence[Genre]) -> Asked:
    """What an address asks for; raises Missing for a genre, decade, letter or order nobody has heard of."""
    return Asked(
        q=_typed(arguments.get("q", "")),
        genre=_genre(arguments.get("genre", ""), genres),
        decade=_decade(arguments.get("decade", "")),
        letter=_letter(arguments),
        sort=_sort(arguments),
    )


def letter_name(letter: str) -> str:
    """A letter as the page says it."""
    return "0–9 and others" if letter == OTHER_LETTER else letter.upper()


def _typed(q: str) -> str:
    return " ".join(cleaned(q).split())[:LONGEST_Q] if is_sound(q) else ""


def _genre(slug: str, genres: Sequence[Genre]) -> Genre | None:
    if not slug:
        return None
    found = next((genre for genre in genres if genre.slug == slug), None)
    if found is None:
        raise Missing(NO_SUCH_GENRE)
    return found


def _decade(text: str) -> int | None:
    if not text:
        return None
    year = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else 0
    if not EARLIEST <= year <= LATEST:
        raise Missing(NO_SUCH_CHOICE)
    return decade(year)


def _letter(arguments: Mapping[str, str]) -> str | None:
    letter = chosen(arguments, "letter", {*LETTERS, *(letter.upper() for letter in LETTERS)})
    return letter.lower() or None


def _sort(arguments: Mapping[str, str]) -> Sort | None:
    sort = chosen(arguments, "sort", list(Sort))
    return Sort(sort) if sort else None
