"""Where things live: url_of(thing) for a loaded one, place_of(kind, id) for one known only by name and id."""

from collections.abc import Callable
from typing import Any, TypeVar

Road = TypeVar("Road", bound=Callable[..., str])
_roads: dict[type, Callable[[Any], str]] = {}
_places: dict[str, Callable[[int], str]] = {}


def lives_at(kind: type) -> Callable[[Road], Road]:
    """Register the function that knows the address of things of this class."""

    def register(road: Road) -> Road:
        _roads[kind] = road
        return road

    return register


def found_at(kind: str) -> Callable[[Road], Road]:
    """Register the function that knows the permanent address of a kind of thing from its id alone."""

    def register(road: Road) -> Road:
        _places[kind] = road
        return road

    return register


def url_of(thing: object) -> str:
    """The address of a thing."""
    return _roads[type(thing)](thing)


def place_of(kind: str, thing_id: int) -> str | None:
    """The permanent address of a thing known by kind and id, or None where its kind has no page."""
    road = _places.get(kind)
    return road(thing_id) if road else None
