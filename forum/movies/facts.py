"""What somebody tells the house about a movie, before it is rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forum.movies.models import Job


@dataclass(frozen=True)
class CreditFacts:
    """Who did a job; in the cast also as whom."""

    name: str
    character: str | None = None


@dataclass(frozen=True)
class NewsFacts:
    """A story elsewhere about a movie; its address is its identity."""

    title: str
    url: str
    kind: str = "news"
    source: str | None = None
    published_on: date | None = None


@dataclass(frozen=True)
class MovieFacts:
    """One movie as somebody tells of it. What is not told stays as it is: no entry, or None for genres and news.

    `values` are columns of Movie by name; a value of None clears. `key` is what the teller calls this movie for ever.
    """

    title: str
    year: int
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    genres: Sequence[str] | None = None
    credits: Mapping[Job, Sequence[CreditFacts]] = field(default_factory=dict)
    news: Sequence[NewsFacts] | None = None

    @property
    def name(self) -> str:
        """Title and year, as people say it."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True)
class Placed:
    """Where a movie ended up: its id and whether it is new here, or the fault for which nothing was done."""

    movie_id: int | None
    is_new: bool = False
    fault: str = ""
