"""What happens to movies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MoviesPlaced:
    """These movies came into the house, or something told about them was changed: title, people, story."""

    movie_ids: tuple[int, ...]


@dataclass(frozen=True)
class MoviesMerged:
    """Two movies are one: what was told and said of the dropped one is the kept one's.

    Its row goes right after this, and with it whatever else names it: listeners move rows of their own now.
    """

    kept_id: int
    dropped_id: int
