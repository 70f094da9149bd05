"""What critics wrote elsewhere, told one by one or by the file; the score of the movie's critics follows.

Whoever changes them holds the movie's row, so that its critics are counted one change after the other.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Invalid, Missing
from forum.kernel.text import is_sound
from forum.movies.counts import count_critics
from forum.movies.models import Movie
from forum.reviews.models import CriticReview

LONGEST = {"critic": 120, "publication": 120, "quote": 1000, "url": 500, "original_score": 20}
TWICE = "This movie already has this critic's review. Correct that one instead."
GONE = "This critic review is no longer there."


@dataclass(frozen=True)
class CriticFacts:
    """A critic review as somebody tells it; at least a critic or a publication is needed."""

    quote: str
    positive: bool
    critic: str | None = None
    publication: str | None = None
    url: str | None = None
    published_on: date | None = None
    original_score: str | None = None
    top_critic: bool = False

    @property
    def identity(self) -> str:
        """What makes it the same review when it comes again: critic and publication, else publication and link."""
        return f"{self.critic}|{self.publication or ''}" if self.critic else f"{self.publication}|{self.url or ''}"

    def check(self) -> None:
        """Raise Invalid, naming the key, for a review that cannot be shown."""
        for name, longest in LONGEST.items():
            text = getattr(self, name) or ""
            if len(text) > longest or not is_sound(text):
                raise Invalid(f"{name}: at most {longest} characters, none of them a control character.")
        if not (self.critic or self.publication):
            raise Invalid("critic: a critic review needs a critic or a publication.")
        if self.url and urlsplit(self.url).scheme not in ("http", "https"):
            raise Invalid("url: a link starts with http:// or https://.")


class Twice(Invalid):
    """The movie has a review of this identity already."""

    def __init__(self) -> None:
        super().__init__(TWICE)


def add_critic_review(movie_id: int, facts: CriticFacts) -> int:
    """The movie has this critic review too, counted; returns its id. Raises Twice, or Invalid naming the key."""
    return _put(CriticReview(movie_id=movie_id), facts, {})


def correct_critic_review(review_id: int, facts: CriticFacts) -> None:
    """The review reads like this, and counts so. Raises Missing, Twice, or Invalid naming the key."""
    review = _held(review_id)
    _put(review, facts, counts_of(review))


def remove_critic_review(review_id: int) -> None:
    """The review is gone from its movie and its counts. Raises Missing."""
    review = _held(review_id)
    counted = counts_of(review)
    db.session.delete(review)
    db.session.flush()
    count_critics(review.movie_id, **{name: -number for name, number in counted.items()})


def hold_critics(movie_id: int) -> None:
    """Until the end of this transaction nobody else changes what critics wrote of the movie."""
    db.session.execute(sa.select(Movie.id).where(Movie.id == movie_id).with_for_update(key_share=True))


def told(review: CriticReview, facts: CriticFacts) -> CriticReview:
    """The review as the facts have it, not yet counted."""
    review.identity = facts.identity
    review.critic, review.publication = facts.critic, facts.publication
    review.quote, review.url, review.original_score = facts.quote, facts.url, facts.original_score
    review.published_on = facts.published_on or date.min
    review.positive, review.top_critic = facts.positive, facts.top_critic
    return review


def counts_of(review: CriticReview) -> dict[str, int]:
    """What this review adds to its movie's counts."""
    top = review.top_critic
    return {"all": 1, "positive": int(review.positive), "top": int(top), "top_positive": int(top and review.positive)}


def _held(review_id: int) -> CriticReview:
    review = db.session.get(CriticReview, review_id)
    if review is None:
        raise Missing(GONE)
    hold_critics(review.movie_id)
    db.session.refresh(review)
    return review


def _put(review: CriticReview, facts: CriticFacts, before: dict[str, int]) -> int:
    facts.check()
    hold_critics(review.movie_id)
    same = sa.select(CriticReview.id).filter_by(movie_id=review.movie_id, identity=facts.identity)
    if db.session.scalar(same) not in (None, review.id):
        raise Twice
    db.session.add(told(review, facts))
    db.session.flush()
    count_critics(review.movie_id, **{name: number - before.get(name, 0) for name, number in counts_of(review).items()})
    return review.id
