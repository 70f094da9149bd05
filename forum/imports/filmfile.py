"""Film files: JSON Lines, UTF-8, one film a line."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from forum.imports.entries import Entry, Fault, Readable
from forum.imports.schemas import Film
from forum.kernel.text import fold
from forum.movies.actions import Source
from forum.movies.facts import CreditFacts, MovieFacts, NewsFacts
from forum.movies.models import LONGEST_KEY, Job

SOURCE = Source("balcony")
FILLS_GAPS = False  # the file has the last word on what it tells
LONGEST_LINE = 32 * 1024 * 1024  # bytes; a line is held in memory whole
COLUMNS = frozenset(
    "original_title imdb_id tmdb_id consensus synopsis rating runtime_minutes in_theaters on_dvd box_office_usd studio "
    "official_site poster".split()
)
JOBS = {"directors": Job.DIRECTOR, "writers": Job.WRITER, "cast": Job.CAST}
WORDS = {
    "extra_forbidden": "is not a key of the film file",
    "missing": "is missing",
    "int_type": "must be a whole number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "too_long": "holds {actual_length} entries, {max_length} is the most",
    "too_short": "is empty",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": "is not written as it should be ({pattern})",
    "recursion_loop": "is nested too deeply",
    "recursion_depth_exceeded": "is nested too deeply",
}


def films_in(file: Readable) -> Iterator[Entry]:
    """Every line of a film file that is not blank, read or with its faults."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            _skip_rest(file, raw)
            yield _at_fault(number, Fault(f"line {number}", "", f"is longer than {LONGEST_LINE:,} bytes"))
        elif raw.strip():
            yield _entry(number, raw)


def _entry(number: int, raw: bytes) -> Entry:
    place = f"line {number}"
    try:
        film = Film.model_validate(_parsed(raw.decode("utf-8-sig" if number == 1 else "utf-8")))
    except ValidationError as error:
        return _at_fault(number, *(Fault(place, _key(fault["loc"]), _words(fault)) for fault in error.errors()))
    except UnicodeDecodeError:
        return _at_fault(number, Fault(place, "", "is not UTF-8"))
    except RecursionError:
        return _at_fault(number, Fault(place, "", "is nested too deeply"))
    except ValueError as error:
        return _at_fault(number, Fault(place, "", f"is not JSON: {error}"))
    return Entry(place, facts_of(film), film)


def facts_of(film: Film) -> MovieFacts:
    """What a line tells about the movie itself: an absent key tells nothing, a null one that there is none."""
    told = film.model_fields_set
    values = {name: getattr(film, name) for name in COLUMNS & told}
    if "synopsis" in told:
        values["synopsis_source"] = None  # these are no longer another's words
    return MovieFacts(
        title=film.title,
        year=film.year,
        key=_named(film.title, film.year),
        values=values,
        genres=(film.genres or []) if "genres" in told else None,
        credits={job: _credits(getattr(film, name) or []) for name, job in JOBS.items() if name in told},
        news=[NewsFacts(**item.model_dump()) for item in film.news or []] if "news" in told else None,
    )


def _parsed(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands there twice")
    return made


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _credits(people: list[Any]) -> list[CreditFacts]:
    return [CreditFacts(one) if isinstance(one, str) else CreditFacts(one.name, one.character) for one in people]


def _named(title: str, year: int) -> str:
    key = f"{' '.join(fold(title).split())} ({year})"
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def _key(where: tuple[int | str, ...]) -> str:
    """A place inside a film as people write it: cast[2].name."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")


def _words(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    words = WORDS.get(fault["type"])
    return words.format_map(fault.get("ctx") or {}) if words else str(fault["msg"])


def _at_fault(number: int, *faults: Fault) -> Entry:
    return Entry(f"line {number}", faults=faults)


def _skip_rest(file: Readable, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LONGEST_LINE)
