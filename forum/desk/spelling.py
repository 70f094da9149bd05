"""How each fact about a movie is written as text, and read again: what one writes, the other reads as the same."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from forum.kernel.errors import Invalid
from forum.kernel.text import UNSOUND, cleaned, is_blank, is_sound
from forum.kernel.values import day_in, is_address
from forum.movies import bounds
from forum.movies.facts import CreditFacts
from forum.movies.models import LONGEST_NAME, LONGEST_TITLE, LONGEST_URL

NO_ADDRESS = "Write the whole address, with https:// or http:// in front."
NO_DAY = "Write the day as year-month-day, such as 2010-09-03."
NO_NUMBER = "Write a whole number from {least:,} to {most:,}, in digits."
NO_DIGITS = "Write a whole number in digits."
NO_IMDB_ID = "An IMDb number reads like tt1512201."
NOT_WIKIPEDIA = "This is no article of Wikipedia. Leave it empty for words of the house's own."
TOO_LONG = "This is longer than {most:,} characters. Shorten it a little."
LONG_LINE = "Line {number} is longer than {most:,} characters."
TOO_MANY = "These are {count:,} lines, and {most:,} are the most."
NEEDED = "This cannot be empty."
NOBODY = "Line {number} does not say who."
NO_CHARACTER = "Line {number} ends with “as”. Write whom {name} plays, or leave the “as” away."
AS = "as"
_ESCAPED = re.compile(rf"\\+{AS}")


@dataclass(frozen=True)
class Spelling:
    """One fact: what readers call it, how its text is read (raises Invalid, in words) and how it is written."""

    label: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def spelled(spellings: Mapping[str, Spelling], facts: Mapping[str, Any]) -> dict[str, str]:
    """The facts as texts by name."""
    return {name: spelling.write(facts[name]) for name, spelling in spellings.items()}


def tidied(spellings: Mapping[str, Spelling], entries: Mapping[str, str]) -> dict[str, str]:
    """The texts as they will be read back; raises Invalid for one that cannot be stored."""
    return {name: spellings[name].write(spellings[name].read(text)) for name, text in entries.items()}


def fault_in(spelling: Spelling, text: str) -> str:
    """Why this text cannot be stored, in words; nothing where it can."""
    try:
        spelling.read(text)
    except Invalid as fault:
        return str(fault)
    return ""


def _line(text: str, *, most: int, needed: bool = False) -> str | None:
    line = " ".join(_sound(text).split())
    if needed and is_blank(line):
        raise Invalid(NEEDED)
    return _short(line, most) if not is_blank(line) else None


def _paragraphs(text: str, *, most: int) -> str | None:
    tidy = _sound(text)
    return _short(tidy, most) if not is_blank(tidy) else None


def _number(text: str, *, least: int, most: int, needed: bool = False) -> int | None:
    digits = _sound(text).removeprefix("$").replace(",", "")
    if not digits and not needed:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20 and least <= int(digits) <= most):
        # where only the database ends them, nobody wants to read the end
        wanted = NO_NUMBER.format(least=least, most=most) if most < bounds.LARGEST else NO_DIGITS
        raise Invalid(wanted.replace(",", "") if needed else wanted)  # a year has no comma
    return int(digits)


def _day(text: str) -> date | None:
    tidy = _sound(text)
    day = day_in(tidy)
    if tidy and day is None:
        raise Invalid(NO_DAY)
    return day


def _address(text: str) -> str | None:
    tidy = _sound(text)
    if tidy and not is_address(tidy):
        raise Invalid(NO_ADDRESS)
    return _short(tidy, LONGEST_URL) or None


def _article(text: str) -> str | None:
    """The license of a text from Wikipedia is told under it, so it must be from there."""
    address = _address(text)
    if address and not f".{urlsplit(address).hostname}".endswith(".wikipedia.org"):
        raise Invalid(NOT_WIKIPEDIA)
    return address


def _imdb_id(text: str) -> str | None:
    tidy = _sound(text)
    if tidy and not re.fullmatch(bounds.IMDB_ID, tidy):
        raise Invalid(NO_IMDB_ID)
    return tidy or None


def _lines(text: str, *, each: int, most: int) -> list[str]:
    lines = [line for line in (" ".join(line.split()) for line in _sound(text).split("\n")) if not is_blank(line)]
    if len(lines) > most:
        raise Invalid(TOO_MANY.format(count=len(lines), most=most))
    for number, line in enumerate(lines, 1):
        if len(line) > each:
            raise Invalid(LONG_LINE.format(number=number, most=each))
    return lines


def _names(text: str, *, each: int, most: int) -> list[str]:
    return list(dict.fromkeys(_lines(text, each=each, most=most)))


def _people(text: str) -> list[CreditFacts]:
    return [CreditFacts(name) for name in _names(text, each=LONGEST_NAME, most=bounds.MOST)]


def _cast(text: str) -> list[CreditFacts]:
    longest = 2 * (LONGEST_NAME + bounds.LONGEST_CHARACTER)
    return [_part(number, line.split()) for number, line in enumerate(_lines(text, each=longest, most=bounds.MOST), 1)]


def _part(number: int, words: Sequence[str]) -> CreditFacts:
    """A line of the cast: the first bare “as” parts the name from the character."""
    where = words.index(AS) if AS in words else len(words)
    name, character = " ".join(map(_bare, words[:where])), " ".join(words[where + 1 :])
    if is_blank(name):
        raise Invalid(NOBODY.format(number=number))
    if where < len(words) and is_blank(character):
        raise Invalid(NO_CHARACTER.format(number=number, name=name))
    for part, most in ((name, LONGEST_NAME), (character, bounds.LONGEST_CHARACTER)):
        if len(part) > most:
            raise Invalid(LONG_LINE.format(number=number, most=most))
    return CreditFacts(name, character or None)


def _escaped(word: str) -> str:
    """An “as” that belongs to a name, marked as such; a mark that is there already gets another one."""
    return f"\\{word}" if word == AS or _ESCAPED.fullmatch(word) else word


def _bare(word: str) -> str:
    return word[1:] if _ESCAPED.fullmatch(word) else word


def _credit(credit: CreditFacts) -> str:
    words = [*map(_escaped, credit.name.split()), *([AS, *credit.character.split()] if credit.character else [])]
    return " ".join(words)


def _credits(credits: Sequence[CreditFacts]) -> str:
    return "\n".join(map(_credit, credits))


def _listed(names: Iterable[str]) -> str:
    return "\n".join(" ".join(name.split()) for name in names)


def _people_names(credits: Sequence[CreditFacts]) -> str:
    return _listed(credit.name for credit in credits)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _sound(text: str) -> str:
    if not is_sound(text):
        raise Invalid(UNSOUND)
    return cleaned(text)


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid(TOO_LONG.format(most=most))
    return text


def _count(label: str, least: int, most: int, *, needed: bool = False) -> Spelling:
    return Spelling(label, partial(_number, least=least, most=most, needed=needed), _plain)


MOVIE: dict[str, Spelling] = {
    "title": Spelling("Title", partial(_line, most=LONGEST_TITLE, needed=True), _plain),
    "year": _count("Year", bounds.FIRST_YEAR, bounds.LAST_YEAR, needed=True),
    "original_title": Spelling("Original title", partial(_line, most=LONGEST_TITLE), _plain),
    "consensus": Spelling("Critics’ consensus", partial(_line, most=bounds.LONGEST_CONSENSUS), _plain),
    "synopsis": Spelling("Synopsis", partial(_paragraphs, most=bounds.LONGEST_SYNOPSIS), _plain),
    "synopsis_source": Spelling("Wikipedia article the synopsis is from", _article, _plain),
    "genres": Spelling("Genres", partial(_names, each=bounds.LONGEST_GENRE, most=bounds.MOST_GENRES), _listed),
    "directors": Spelling("Directed by", _people, _people_names),
    "writers": Spelling("Written by", _people, _people_names),
    "cast": Spelling("Cast", _cast, _credits),
    "rating": Spelling("Rating", partial(_line, most=bounds.LONGEST_RATING), _plain),
    "runtime_minutes": _count("Runtime in minutes", 1, bounds.LONGEST_RUNTIME),
    "in_theaters": Spelling("In theaters", _day, _plain),
    "on_dvd": Spelling("On DVD", _day, _plain),
    "box_office_usd": _count("Box office in US dollars", 0, bounds.LARGEST),
    "studio": Spelling("Studio", partial(_line, most=bounds.LONGEST_STUDIO), _plain),
    "official_site": Spelling("Official site", _address, _plain),
    "imdb_id": Spelling("IMDb number", _imdb_id, _plain),
    "tmdb_id": _count("TMDB number", 1, bounds.LARGEST),
}
