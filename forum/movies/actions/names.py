"""Genres and people, found by name or made."""

from collections.abc import Collection, Iterable

from forum.movies.actions.rows import add_missing, among
from forum.movies.actions.slugs import free_slugs, name_slug
from forum.movies.models import Genre, Person

LONGEST_GENRE_SLUG = 50


def genre_ids(names: Iterable[str]) -> dict[str, int]:
    """The id of each genre, made where there is none of that name."""
    return _ids(Genre, set(names), LONGEST_GENRE_SLUG)


def person_ids(names: Iterable[str]) -> dict[str, int]:
    """The id of each person, made where there is none of that name."""
    return _ids(Person, set(names))


def _ids(model: type[Genre | Person], names: Collection[str], longest: int = 200) -> dict[str, int]:
    found: dict[str, int] = {}
    while left := sorted(set(names) - found.keys()):
        found |= _known(model, left)
        new = [name for name in left if name not in found]
        slugs = free_slugs([name_slug(name, model.__name__.lower())[:longest].rstrip("-") for name in new], model.slug)
        rows = [{"name": name, "slug": slug} for name, slug in zip(new, slugs, strict=True)]
        found |= dict(add_missing(model, rows, model.name, model.id))
    return found


def _known(model: type[Genre | Person], names: Collection[str]) -> dict[str, int]:
    return dict(among(model.name, names, model.name, model.id))
