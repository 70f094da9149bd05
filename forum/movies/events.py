"""What happens to movies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MoviesPlaced:
    """These movies came into the house, or something told about them was changed: title, people, story."""

    movie_ids: tuple[int, ...]
