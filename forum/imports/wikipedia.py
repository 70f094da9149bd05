"""Arrays of films taken from Wikipedia's lists, as github.com/prust/wikipedia-movie-data publishes them."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ijson

from forum.imports.entries import Entry, Fault, Readable
from forum.kernel.text import cleaned, is_sound
from forum.movies.actions import Source
from forum.movies.bounds import FIRST_YEAR, LAST_YEAR, LONGEST_GENRE, LONGEST_SYNOPSIS
from forum.movies.facts import CreditFacts, MovieFacts
from forum.movies.models import LONGEST_KEY, LONGEST_NAME, LONGEST_TITLE, LONGEST_URL, Job

# An article is about one film, but one is named for several films of one title, and a remake or a re-release often
# names the article of the original: only article, title and year together are a film.
SOURCE = Source("wikipedia", keys_are_films=True)
FILLS_GAPS = True  # what others told of a film is better than a list
ARTICLES = "https://en.wikipedia.org/wiki/"
GENRES = {"Sport": "Sports"}  # the lists use both
MOST_WORDS = 6
KEPT_NAMES = 20_000
MOST_READ = 4 * LONGEST_NAME  # of a name: what is longer is none, and is not remembered whole
# What the lists' tables leave behind: footnote marks, and the styles of a fraction.
_MARKS = re.compile(r"\[\w{1,4}\]|\.mw-parser-output[^{]*\{[^}]*\}")
_ROLE = re.compile(r"\s*\((?:[\w ]+ )?(?:actor|actress|narrator|voice|cast)\)$", re.IGNORECASE)
_NOBODY = re.compile(
    r"award for|screenpla?y|teleplay|writers?\)|^(?:narrated|voices?|interviews|footage|archive footage)\b"
    r"|\b(?:life|history|politics|use) (?:of|and)\b|massacre|under apartheid|[:;\[\]{}]|\w\(",
    re.IGNORECASE,
)


def films_in(file: Readable) -> Iterator[Entry]:
    """Every film of an array, read one at a time however long the array is."""
    number = 0
    try:
        for item in ijson.items(file, "item"):
            number += 1
            yield _entry(f"film {number}", item)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        place = f"film {number + 1}"
        words = f"is not JSON, and nothing after it was read: {str(error).splitlines()[0]}"
        yield Entry(place, faults=(Fault(place, "", words),))


def _entry(place: str, item: Any) -> Entry:
    fault = _fault(item)
    if fault:
        return Entry(place, faults=(Fault(place, *fault),))
    title, year = _title(item["title"]), item["year"]
    cast = [_person(name[:MOST_READ]) for name in _texts(item.get("cast"))]
    left_out = [name for name, person in zip(_texts(item.get("cast")), cast, strict=True) if not person]
    facts = MovieFacts(
        title=title,
        year=year,
        key=_key(item.get("href"), title, year),
        values=_synopsis(item),
        genres=_genres(item.get("genres")) or None,
        credits={Job.CAST: people} if (people := [CreditFacts(name) for name in dict.fromkeys(cast) if name]) else {},
    )
    return Entry(place, facts, notes=tuple(Fault(place, "cast", f"left out {name!r}, no person") for name in left_out))


def _fault(item: Any) -> tuple[str, str] | None:
    """The key and what is wrong with it, for a film that cannot be used."""
    if not isinstance(item, dict):
        return "", "must be an object"
    title, year = item.get("title"), item.get("year")
    if not isinstance(title, str) or not is_sound(title) or not _title(title):
        return "title", "is missing"
    if len(_title(title)) > LONGEST_TITLE:
        return "title", f"has more than {LONGEST_TITLE} characters"
    if isinstance(year, bool | Decimal) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        return "year", f"must be a whole number from {FIRST_YEAR} to {LAST_YEAR}"
    return None


def _title(text: str) -> str:
    return " ".join(cleaned(_MARKS.sub("", text)).split())


def _key(href: object, title: str, year: int) -> str:
    key = f"{href if isinstance(href, str) else ''} {title} ({year})".strip()
    # What cannot be a key as it is becomes its digest: a stable name is all that is needed.
    return key if len(key) <= LONGEST_KEY and is_sound(key) else hashlib.sha256(ascii(key).encode()).hexdigest()


def _synopsis(item: dict[str, Any]) -> dict[str, str]:
    text, href = item.get("extract"), item.get("href")
    if not isinstance(text, str) or not is_sound(text) or not 0 < len(cleaned(text)) <= LONGEST_SYNOPSIS:
        return {}
    article = ARTICLES + href if isinstance(href, str) and re.fullmatch(r"[!-~]+", href) else ARTICLES
    return {"synopsis": cleaned(text), "synopsis_source": article if len(article) <= LONGEST_URL else ARTICLES}


def _genres(names: object) -> Sequence[str]:
    tidy = [" ".join(cleaned(name).split()) for name in _texts(names)]
    return list(dict.fromkeys(GENRES.get(name, name) for name in tidy if 0 < len(name) <= LONGEST_GENRE))


@lru_cache(maxsize=KEPT_NAMES)  # a few hundred people are in most of the films
def _person(name: str) -> str:
    """The name of a member of the cast, or nothing where it is no name."""
    tidy = _ROLE.sub("", " ".join(cleaned(name).split()).removeprefix("and "))
    words = tidy.split()
    if not words or len(tidy) > LONGEST_NAME or len(words) > MOST_WORDS or _NOBODY.search(tidy):
        return ""
    return tidy if _begins_a_name(words) and tidy.count("(") == tidy.count(")") else ""


def _begins_a_name(words: Sequence[str]) -> bool:
    """Whether it is no sentence: a capital, or a stage name such as will.i.am, muMs or 50 Cent."""
    first = words[0].lstrip("\"'“‘")
    if first[:1].isdigit():
        return len(words) == 2
    several = len(words) > 1 or len(first) > 1
    stage_name = "." in first.strip(".") or any(letter.isupper() for letter in first[1:])
    return several and first[:1].isalpha() and (not first[0].islower() or stage_name)


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str) and is_sound(text)] if isinstance(value, list) else []
