"""What happens to members' reviews."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewPublished:
    """A written review stands on its movie's page: new, or put back. It calls these members by name."""

    review_id: int
    movie_id: int
    member_id: int
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReviewChanged:
    """A review that stood there reads differently now, or is a rating without words.

    It calls some members by name whom it did not call, and others no longer.
    """

    review_id: int
    movie_id: int
    member_id: int
    named_ids: tuple[int, ...] = ()
    unnamed_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ReviewWithdrawn:
    """Its author took a review or a rating back."""

    review_id: int
    movie_id: int
    member_id: int


@dataclass(frozen=True)
class ReviewFoundHelpful:
    """A member found somebody's review helpful."""

    review_id: int
    author_id: int
    member_id: int


@dataclass(frozen=True)
class ReviewFoundUnhelpful:
    """A member took back having found a review helpful."""

    review_id: int
    author_id: int


@dataclass(frozen=True)
class ReviewsImported:
    """These reviews came from elsewhere, or read differently there now; nobody is told."""

    review_ids: tuple[int, ...]


@dataclass(frozen=True)
class ReviewsMerged:
    """Two movies became one. Each of the first reviews is one with the second, of the same member; nobody is told."""

    pairs: tuple[tuple[int, int], ...]
