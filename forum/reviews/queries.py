"""Ways to look at what critics and members thought."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from forum.kernel.db import BigId, db, run
from forum.kernel.errors import Missing, Moved
from forum.kernel.moves import moved_to
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Follow, Member
from forum.movies.models import SCORE_OPENS_AT, Movie
from forum.reviews.models import LIKED_FROM, CriticReview, HelpfulMark, Review, ReviewRevision

SHOWN = sa.and_(Review.body.is_not(None), Review.withdrawn_at.is_(None))
COUNTED = sa.and_(Review.half_stars.is_not(None), Review.withdrawn_at.is_(None))
BY_SUPER_REVIEWERS = sa.and_(Review.by_super_reviewer, SHOWN)
NEWEST = (Review.published_at.desc(), Review.id.desc())
SUPER_FIRST = (Review.by_super_reviewer, Review.helpful_count, Review.id)
ORDERS: dict[str, tuple[Any, ...]] = {
    "helpful": (Review.helpful_count, Review.id),
    "new": (Review.published_at, Review.id),
    "high": (Review.half_stars, Review.id),
    "low": (Review.half_stars, Review.id),
}
LOOKED_THROUGH = 60


@dataclass(frozen=True)
class CriticsScore:
    """How many critics were for and against; the percentage is None until the score opens."""

    percent: int | None
    positive: int
    negative: int


@dataclass(frozen=True)
class TwoSeats:
    """Two Super Reviewers who do not agree on a movie."""

    movie: Movie
    positive: Review
    negative: Review


def critics_score(movie: Movie, *, top: bool = False) -> CriticsScore:
    """Percent positive, from five reviews on, of all critics or of Top Critics alone."""
    if not top:
        return CriticsScore(
            movie.critics_percent, movie.critics_for_count, movie.critics_count - movie.critics_for_count
        )
    number, positive = movie.top_critics_count, movie.top_critics_for_count
    # Rounded half up in whole numbers, like the percentages that are stored.
    percent = (positive * 200 + number) // (number * 2) if number >= SCORE_OPENS_AT else None
    return CriticsScore(percent, positive, number - positive)


def critic_reviews(movie: Movie, *, top: bool = False, place: Place = START, size: int = 20) -> Page:
    """What critics wrote about a movie, newest first; only Top Critics where asked."""
    select = sa.select(CriticReview).where(CriticReview.movie_id == movie.id)
    if top:
        select = select.where(CriticReview.top_critic.is_(True))
    return keyset(select, CriticReview.published_on, CriticReview.id, place=place, size=size)


def get_critic_review(movie: Movie, review_id: int) -> CriticReview:
    """This critic review of the movie; raises Missing."""
    review = db.session.scalar(sa.select(CriticReview).filter_by(id=review_id, movie_id=movie.id))
    if review is None:
        raise Missing("There is no such critic review of this movie.")
    return review


def audience_reviews(
    movie: Movie, *, by: str = "", sort: str = "", asker: Member | None = None, place: Place = START, size: int = 20
) -> Page:
    """Written reviews of a movie with it and their members: Super Reviewers first, then the most helpful.

    `by` keeps those of "super" reviewers or of the members `asker` follows ("friends"); `sort` is "helpful", "new",
    "high" or "low", of which the last two know only reviews with stars.
    """
    select = sa.select(Review).where(Review.movie_id == movie.id, SHOWN).options(joinedload(Review.member))
    if by == "super":
        select = select.where(Review.by_super_reviewer)
    if by == "friends":
        select = select.where(Review.member_id.in_(_followed_by(asker)))
    keys = _order(by, sort)
    if sort in ("high", "low"):
        select = select.where(keys[0].is_not(None))
    page = keyset(select, *keys, descending=sort != "low", place=place, size=size)
    for review in page.items:
        set_committed_value(review, "movie", movie)
    return page


def reviews_of(member: Member, *, place: Place = START, size: int = 20) -> Page:
    """What a member wrote, newest first, each with its movie."""
    select = sa.select(Review).where(Review.member_id == member.id, SHOWN)
    select = select.options(joinedload(Review.movie), joinedload(Review.member))
    return keyset(select, Review.published_at, Review.id, place=place, size=size)


def newest_super_reviews(most: int) -> list[Review]:
    """The newest words of Super Reviewers, with movie and member."""
    newest = _whole().where(BY_SUPER_REVIEWERS).order_by(*NEWEST)
    return list(db.session.scalars(newest.limit(most)))


def two_seats() -> TwoSeats | None:
    """The newest movie on which one Super Reviewer was for and another against, with no story given away."""
    facts = sa.select(Review.id, Review.movie_id, Review.half_stars, Review.spoiler)
    recent = facts.where(BY_SUPER_REVIEWERS).order_by(*NEWEST).limit(LOOKED_THROUGH)
    seats: dict[int, dict[bool, int]] = {}
    for row in db.session.execute(recent):
        if row.half_stars is None or row.spoiler:
            continue
        pair = seats.setdefault(row.movie_id, {})
        pair.setdefault(row.half_stars >= LIKED_FROM, row.id)
        if len(pair) == 2:
            return _seated(pair)
    return None


def friend_ratings(member: Member, movie: Movie, most: int = 8) -> list[Review]:
    """How the members this one follows rated a movie, friends first, each with its member."""
    return list(db.session.scalars(BY_FRIENDS, {"member": member.id, "movie": movie.id, "most": most}))


def review_by(member: Member, movie: Movie) -> Review | None:
    """What this member thinks of the movie, also when it was withdrawn."""
    return db.session.scalar(BY_MEMBER, {"member": member.id, "movie": movie.id})


def get_review(review_id: int, asker: Member | None) -> Review:
    """A review with movie and member; raises Missing where there is none the asker may know of.

    Raises Moved where it became one with another of its member's, when their movies did.
    """
    review = db.session.scalar(_whole().where(Review.id == review_id))
    if review is None and (now_at := moved_to("review", review_id)):
        raise Moved(review_id, now_at)
    if review is None or (review.is_withdrawn and not review.is_kept_by(asker)):
        raise Missing("There is no such review. Its author may have withdrawn it.")
    return review


def marked_by(member: Member | None, reviews: Iterable[Review]) -> set[int]:
    """The ids of those reviews this member found helpful."""
    ids = [review.id for review in reviews]
    return set(run(MARKS, {"member": member.id, "reviews": ids}).scalars()) if member and ids else set()


def revisions_of(review: Review, asker: Member | None = None, *, place: Place = START, size: int = 20) -> Page:
    """How a review read before its changes, the latest change first; what was taken back only for who may see it."""
    readings = sa.select(ReviewRevision).filter_by(review_id=review.id)
    if not review.is_kept_by(asker):
        readings = readings.where(ReviewRevision.withdrawn_at.is_(None))
    return keyset(readings, ReviewRevision.id, place=place, size=size)


def _order(by: str, sort: str) -> tuple[Any, ...]:
    keys = ORDERS.get(sort) or (ORDERS["helpful"] if by == "super" else SUPER_FIRST)
    # A few friends are found one by one; walking the whole list in its order until they turn up would cost more.
    return tuple(sa.func.coalesce(key, key) for key in keys) if by == "friends" else keys


def _followed_by(asker: Member | None) -> sa.Select[int]:
    return _followed_by_id(asker.id if asker else None)


def _followed_by_id(member: Any) -> sa.Select[int]:
    return sa.select(Follow.followed_id).where(Follow.follower_id == member)


def _by_friends() -> sa.Select[Review]:
    back, member = aliased(Follow), sa.bindparam("member", type_=BigId)
    follows_back = sa.and_(back.follower_id == Review.member_id, back.followed_id == member)
    rated = Review.movie_id == sa.bindparam("movie"), COUNTED, Review.member_id.in_(_followed_by_id(member))
    select = sa.select(Review).outerjoin(back, follows_back).where(*rated).options(joinedload(Review.member))
    return select.order_by(back.follower_id.is_(None), *NEWEST).limit(sa.bindparam("most"))


def _whole() -> sa.Select[Review]:
    return sa.select(Review).options(joinedload(Review.movie), joinedload(Review.member))


def _seated(pair: dict[bool, int]) -> TwoSeats:
    found = {review.id: review for review in db.session.scalars(_whole().where(Review.id.in_(pair.values())))}
    positive, negative = found[pair[True]], found[pair[False]]
    return TwoSeats(positive.movie, positive, negative)


# Asked by every movie page of a member, so put together once.
BY_FRIENDS = _by_friends()
BY_MEMBER = sa.select(Review).where(
    Review.member_id == sa.bindparam("member"), Review.movie_id == sa.bindparam("movie")
)
_marks: Any = HelpfulMark.__table__
MARKS = sa.select(_marks.c.review_id).where(
    _marks.c.member_id == sa.bindparam("member"), _marks.c.review_id.in_(sa.bindparam("reviews", expanding=True))
)
