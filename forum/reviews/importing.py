"""Reviews that come with a film file: checked, and put so that a second time changes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from forum.kernel import markdown
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.events import announce
from forum.kernel.text import cleaned, is_sound
from forum.members.models import Member
from forum.movies.counts import count_critics
from forum.movies.models import Movie
from forum.reviews.actions import CriticFacts, Opinion, put_review
from forum.reviews.actions.critics import LONGEST, counts_of, hold_critics, told
from forum.reviews.events import ReviewsImported
from forum.reviews.models import LONGEST_REVIEW, CriticReview

__all__ = ["LONGEST", "AudienceFacts", "CriticFacts", "put_audience_reviews", "put_critic_reviews"]


@dataclass(frozen=True)
class AudienceFacts:
    """A member's review as a film file tells it; the badge it may speak of is not this slice's to give."""

    member: Member
    stars: float | None = None
    body: str | None = None
    published_on: date | None = None


def put_critic_reviews(movie: Movie, items: Sequence[CriticFacts]) -> None:
    """The movie has these critic reviews, new ones added and known ones corrected, and its critics' score fits.

    Raises Invalid, naming the key, for a review that cannot be shown.
    """
    hold_critics(movie.id)
    known = {
        review.identity: review for review in db.session.scalars(sa.select(CriticReview).filter_by(movie_id=movie.id))
    }
    before = _tally(known.values())
    for facts in items:
        facts.check()
        known[facts.identity] = told(known.get(facts.identity) or CriticReview(movie_id=movie.id), facts)
    db.session.add_all(known.values())
    db.session.flush()
    after = _tally(known.values())
    if after != before:
        count_critics(movie.id, **{name: number - before[name] for name, number in after.items()})


def put_audience_reviews(movie: Movie, items: Sequence[AudienceFacts]) -> None:
    """The movie has these reviews of members; what a living member or a withdrawal decided since then stays.

    Raises Invalid, naming the key, for a review that cannot be shown.
    """
    put = []
    for facts in items:
        opinion = Opinion(_half_stars(facts.stars), _body(facts.body))
        put.append(put_review(facts.member, movie, opinion, published_at=_noon_of(facts.published_on)))
    changed = tuple(review.id for review in put if review)
    if changed:
        announce(ReviewsImported(changed))


def _tally(reviews: Iterable[CriticReview]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for review in reviews:
        counted.update(counts_of(review))
    return counted


def _half_stars(stars: float | None) -> int | None:
    if stars is None:
        return None
    if not 0.5 <= stars <= 5 or stars * 2 != int(stars * 2):
        raise Invalid("stars: from 0.5 to 5, in halves.")
    return int(stars * 2)


def _body(typed: str | None) -> str | None:
    if not typed:
        return None
    if len(typed) > LONGEST_REVIEW or not is_sound(typed):
        raise Invalid(f"body: at most {LONGEST_REVIEW} characters, none of them a control character.")
    fault = markdown.find_fault(typed)
    if fault:
        raise Invalid(f"body: {fault}")
    return cleaned(typed) or None


def _noon_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None
