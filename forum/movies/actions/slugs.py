"""Addresses, given out once: no movie gets one that another has or ever had."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from forum.kernel.text import slugify
from forum.movies.actions.rows import add_missing, among, change
from forum.movies.models import Movie, MovieSlug
from forum.movies.titles import namesake

LONGEST_NAME_SLUG = 100
FIRST_LOOK = 2  # most titles have no namesake, a few have one
WIDER = 4


def claim_slugs(wanted: Mapping[int, str]) -> None:
    """Each movie (by id) stands at its wanted address, else at the next number of it, and is found there for ever.

    A movie that had such an address before gets it back.
    """
    claimed = _had_before(wanted)
    while left := {movie_id: slug for movie_id, slug in wanted.items() if movie_id not in claimed}:
        free = free_slugs(list(left.values()), MovieSlug.slug, Movie.slug)
        rows = [{"movie_id": movie_id, "slug": slug} for movie_id, slug in zip(left, free, strict=True)]
        # Somebody may take one between the look and the insert: who is not answered looks again.
        claimed |= dict(add_missing(MovieSlug, rows, MovieSlug.movie_id, MovieSlug.slug))
    change(Movie, ({"id": movie_id, "slug": slug} for movie_id, slug in claimed.items()))


def keep_slugs(given: Mapping[int, str]) -> None:
    """Each new movie (by id) is found at the address it was inserted with, for ever."""
    rows = [{"movie_id": movie_id, "slug": slug} for movie_id, slug in given.items()]
    kept = dict(add_missing(MovieSlug, rows, MovieSlug.movie_id, MovieSlug.slug))
    # Somebody was a moment faster with an address: these movies take the next one.
    claim_slugs({movie_id: slug for movie_id, slug in given.items() if movie_id not in kept})


def free_slugs(wanted: Sequence[str], *columns: Any) -> list[str]:
    """An address for each wanted one, in order, that is in none of these columns and not given twice here."""
    picked: dict[int, str] = {}
    first, number = 1, FIRST_LOOK
    while left := [place for place in range(len(wanted)) if place not in picked]:
        numbers = range(first, first + number)
        asked = {namesake(wanted[place], n) for place in left for n in numbers}
        taken = {slug for column in columns for (slug,) in among(column, asked, column)} | set(picked.values())
        for place in left:
            free = next((slug for n in numbers if (slug := namesake(wanted[place], n)) not in taken), None)
            if free:
                picked[place] = free
                taken.add(free)
        first, number = first + number, number * WIDER
    return [picked[place] for place in range(len(wanted))]


def name_slug(name: str, otherwise: str) -> str:
    """The address made from a name, or `otherwise` where no letter is left."""
    return slugify(name, LONGEST_NAME_SLUG) or otherwise


def _had_before(wanted: Mapping[int, str]) -> dict[int, str]:
    had = sorted(among(MovieSlug.movie_id, wanted, MovieSlug.movie_id, MovieSlug.slug), key=lambda row: row.slug)
    return {row.movie_id: row.slug for row in had if re.fullmatch(rf"{wanted[row.movie_id]}(-\d+)?", row.slug)}
