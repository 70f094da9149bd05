"""What members do with reviews.

Every change of a review holds its member's row: a member's own two tabs, and a badge given at the same moment, wait
for each other, so that what is taken from the movie's counts is what was added to them.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.kernel.db import add_once, db, now, take_out
from forum.kernel.errors import Invalid, Outdated, WrongState
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.mentions import Words, names_changed, with_names
from forum.members.models import Member
from forum.movies.counts import count, count_rating
from forum.movies.models import Movie
from forum.reviews.events import (
    ReviewChanged,
    ReviewFoundHelpful,
    ReviewFoundUnhelpful,
    ReviewPublished,
    ReviewWithdrawn,
)
from forum.reviews.models import HelpfulMark, Review, ReviewRevision
from forum.reviews.policy import may_find_helpful, may_review, may_withdraw
from forum.reviews.queries import SHOWN

CHANGED_ELSEWHERE = "This review was changed in another place after you opened it. Both versions are below."


@dataclass(frozen=True)
class Opinion:
    """What somebody thinks of a movie: half stars (1–10), words in Markdown, or both."""

    half_stars: int | None = None
    body: str | None = None
    spoiler: bool = False


@dataclass(frozen=True)
class Weight:
    """What one review adds to the counts of its movie."""

    half_stars: int | None = None
    written: int = 0
    by_super: int = 0


def write_review(member: Member, movie: Movie, opinion: Opinion, *, version: int | None = None) -> Review:
    """The movie has this opinion of the member, and no other; one that was withdrawn is back.

    `version` is that of the review the member saw (0 for none); raises WrongState when it has changed since then.
    """
    require(may_review(member))
    review = held_review(member, movie)
    if review is not None and not review.is_withdrawn and reads(review, opinion):
        return review
    if version is not None and version != (review.version if review else 0):
        raise WrongState(CHANGED_ELSEWHERE)
    stood_there = review is not None and review.is_shown
    words = with_names(opinion.body or "")
    names = names_changed((review.body or "") if review and stood_there else "", words)
    review = _put(review or Review(movie_id=movie.id, member_id=member.id), opinion, words)
    if stood_there:
        announce(ReviewChanged(review.id, movie.id, member.id, *names))
    elif review.is_shown:
        announce(ReviewPublished(review.id, movie.id, member.id, words.named))
    return review


def put_review(
    member: Member, movie: Movie, opinion: Opinion, *, published_at: datetime | None = None
) -> Review | None:
    """The member's opinion, brought from elsewhere, stands and is counted; nobody is told. None where nothing changed.

    What its owner can change by now is left alone: a review taken back, or one of somebody who signs in here.
    """
    review = held_review(member, movie)
    if review is not None and (review.is_withdrawn or reads(review, opinion) or not member.is_archived):
        return None
    review = review or Review(movie_id=movie.id, member_id=member.id)
    return _put(review, opinion, with_names(opinion.body or ""), published_at)


def withdraw_review(member: Member, review: Review) -> None:
    """The review is no longer listed or counted; its row stays, for the day it is put back."""
    require(may_withdraw(member, review))
    _holds_badge(member.id)
    _look_again(review)
    if review.is_withdrawn:
        raise WrongState("This review is withdrawn already.")
    before = weight_of(review)
    review.withdrawn_at = now()
    review.version += 1
    db.session.flush()
    _count(review.movie_id, before, weight_of(review))
    announce(ReviewWithdrawn(review.id, review.movie_id, member.id))


def find_helpful(member: Member, review: Review) -> None:
    """The member found the review helpful; saying so twice counts once."""
    require(may_find_helpful(member, review))
    if add_once(HelpfulMark, review_id=review.id, member_id=member.id, created_at=now()):
        _count_helpful(review, 1)
        announce(ReviewFoundHelpful(review.id, review.member_id, member.id))


def find_unhelpful(member: Member, review: Review) -> None:
    """The member takes back having found the review helpful."""
    if take_out(HelpfulMark, review_id=review.id, member_id=member.id):
        _count_helpful(review, -1)
        announce(ReviewFoundUnhelpful(review.id, review.member_id))


def mark_super_reviewer(member_id: int, value: bool) -> None:
    """All reviews of the member are, or are no longer, those of a Super Reviewer, in lists and counts."""
    _holds_badge(member_id)
    turned = sa.and_(Review.member_id == member_id, Review.by_super_reviewer.is_(not value))
    shelves = sa.select(Review.movie_id).where(turned, SHOWN)
    # Taken in the order of ids, so that two badges given at once do not wait for each other's movies.
    held = sa.select(Movie.id).where(Movie.id.in_(shelves)).order_by(Movie.id).with_for_update(key_share=True)
    # A member has one review of a movie at most, so each of these movies moves by one.
    step = 1 if value else -1
    movies = sa.update(Movie).where(Movie.id.in_(db.session.scalars(held).all()))
    _run(movies.values(super_reviews_count=Movie.super_reviews_count + step))
    _run(sa.update(Review).where(turned).values(by_super_reviewer=value))


def held_review(member: Member, movie: Movie) -> Review | None:
    """The member's review of the movie as it is now, for this transaction to change."""
    _holds_badge(member.id)
    mine = sa.select(Review).filter_by(member_id=member.id, movie_id=movie.id)
    return db.session.scalar(mine, execution_options={"populate_existing": True})


def weight_of(review: Review) -> Weight:
    """What this review adds to its movie's counts; nothing when it is not there yet, or no longer."""
    if review.is_withdrawn:
        return Weight()
    written = int(review.is_shown)
    return Weight(review.half_stars, written, written * int(review.by_super_reviewer or 0))


def reads(review: Review, opinion: Opinion) -> bool:
    """Whether the review says just this."""
    return (review.half_stars, review.body, review.spoiler) == (opinion.half_stars, opinion.body, opinion.spoiler)


def _look_again(review: Review) -> None:
    """The review is as it stands now. Raises Outdated when it became one with another meanwhile."""
    standing = sa.select(Review).where(Review.id == review.id)
    if db.session.scalar(standing, execution_options={"populate_existing": True}) is None:
        raise Outdated("This review moved a moment ago.")


def _put(review: Review, opinion: Opinion, words: Words, published_at: datetime | None = None) -> Review:
    if opinion.half_stars is None and not opinion.body:
        raise Invalid("Give it stars, write something, or both.")
    before = weight_of(review)
    if review.id is not None:
        _keep_reading(review, opinion)
    if published_at or review.body is None:
        review.published_at = published_at or now()
    review.half_stars, review.body, review.spoiler = opinion.half_stars, opinion.body, opinion.spoiler
    review.body_html = words.html if opinion.body else None
    review.withdrawn_at = None
    review.by_super_reviewer = bool(_holds_badge(review.member_id))
    db.session.add(review)
    db.session.flush()
    _count(review.movie_id, before, weight_of(review))
    return review


def _keep_reading(review: Review, opinion: Opinion) -> None:
    """What a written review said before it says something else is kept."""
    review.version += 1
    if review.body is not None and not reads(review, opinion):
        review.edited_at = now()
        facts = {"half_stars": review.half_stars, "body": review.body, "spoiler": review.spoiler}
        db.session.add(ReviewRevision(review_id=review.id, **facts))


def _holds_badge(member_id: int) -> bool | None:
    """Whether the member is a Super Reviewer, held until the end of this transaction."""
    held = sa.select(Member.is_super_reviewer).where(Member.id == member_id)
    # NO KEY UPDATE: rows that only name the member, like a mark or a post, need not wait.
    return db.session.scalar(held.with_for_update(key_share=True))


def _count(movie_id: int, before: Weight, after: Weight) -> None:
    count_rating(movie_id, before.half_stars, after.half_stars)
    written, by_super = after.written - before.written, after.by_super - before.by_super
    count(movie_id, reviews_count=written, super_reviews_count=by_super)


def _count_helpful(review: Review, step: int) -> None:
    _run(sa.update(Review).where(Review.id == review.id).values(helpful_count=Review.helpful_count + step))


def _run(statement: sa.Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
