"""Reviews that come with a film file: checked, and put so that a second time changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum.kernel import markdown
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.events import announce
from forum.kernel.text import cleaned, is_sound
from forum.members.models import Member
from forum.movies.counts import count_critics
from forum.movies.models import Movie
from forum.reviews.actions import Opinion, put_review
from forum.reviews.events import ReviewsImported
from forum.reviews.models import LONGEST_REVIEW, CriticReview

LONGEST = {"critic": 120, "publication": 120, "quote": 1000, "url": 500, "original_score": 20}


@dataclass(frozen=True)
class CriticFacts:
    """A critic review as a film file tells it; at least a critic or a publication is needed."""

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
    # Held, so that two imports of one movie count one after the other.
    db.session.execute(sa.select(Movie.id).where(Movie.id == movie.id).with_for_update(key_share=True))
    known = {
        review.identity: review for review in db.session.scalars(sa.select(CriticReview).filter_by(movie_id=movie.id))
    }
    before = _tally(known)
    for facts in items:
        _check_critic(facts)
        known[facts.identity] = _told(known.get(facts.identity) or CriticReview(movie_id=movie.id), facts)
    db.session.add_all(known.values())
    db.session.flush()
    change = {name: number - before[name] for name, number in _tally(known).items()}
    if any(change.values()):
        count_critics(movie.id, **change)


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


def _told(review: CriticReview, facts: CriticFacts) -> CriticReview:
    review.identity = facts.identity
    review.critic, review.publication = facts.critic, facts.publication
    review.quote, review.url, review.original_score = facts.quote, facts.url, facts.original_score
    review.published_on = facts.published_on or date.min
    review.positive, review.top_critic = facts.positive, facts.top_critic
    return review


def _tally(reviews: dict[str, CriticReview]) -> dict[str, int]:
    top = [review.positive for review in reviews.values() if review.top_critic]
    positive = sum(review.positive for review in reviews.values())
    return {"all": len(reviews), "positive": positive, "top": len(top), "top_positive": sum(top)}


def _check_critic(facts: CriticFacts) -> None:
    for name, longest in LONGEST.items():
        text = getattr(facts, name) or ""
        if len(text) > longest or not is_sound(text):
            raise Invalid(f"{name}: at most {longest} characters, none of them a control character.")
    if not (facts.critic or facts.publication):
        raise Invalid("critic: a critic review needs a critic or a publication.")
    if facts.url and urlsplit(facts.url).scheme not in ("http", "https"):
        raise Invalid("url: a link starts with http:// or https://.")


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
    fault = markdown.fault_in(typed)
    if fault:
        raise Invalid(f"body: {fault}")
    return cleaned(typed) or None


def _noon_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), UTC) if day else None
