"""What critics and members think of two movies that are one: moved, and of a member's two opinions one made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.kernel.db import copy_once, db
from forum.kernel.events import announce
from forum.kernel.moves import MovedThing, lead_on
from forum.members.models import Member
from forum.movies import counts
from forum.movies.actions.rows import change, one_of
from forum.reviews.events import ReviewsMerged
from forum.reviews.models import CriticReview, HelpfulMark, Review, ReviewRevision
from forum.reviews.queries import COUNTED, SHOWN

UNSYNCED = {"synchronize_session": False}


@dataclass(frozen=True)
class Pair:
    """A member's two opinions, of which the newer stands.

    The row with the higher id stays, whichever opinion it held: SQLite gives the highest id out again once it is free,
    and links to a review must never lead to another one.
    """

    older: Review
    newer: Review

    @property
    def gone_id(self) -> int:
        """The review that goes."""
        return min(self.older.id, self.newer.id)

    @property
    def stays_id(self) -> int:
        """The review that stays."""
        return max(self.older.id, self.newer.id)

    @property
    def comes_to(self) -> dict[str, Any]:
        """The row that stays. Stars and words that the newer opinion does not have are those of the older."""
        edited = not self.older.is_withdrawn and (self.is_history or self.older.edited_at)
        return {
            "id": self.stays_id,
            "half_stars": self._stars.half_stars,
            "version": max(self.older.version, self.newer.version) + 1,
            "withdrawn_at": self.newer.withdrawn_at,
            # Where there is something earlier for everybody to read, the page leads there.
            "edited_at": self.newer.written_at if edited else self.newer.edited_at,
        } | {name: getattr(self._words, name) for name in ("body", "body_html", "spoiler", "published_at")}

    @property
    def is_history(self) -> bool:
        """Whether the older opinion said something that is shown no longer."""
        older, words = self.older, self._words
        rated = older.half_stars is not None and older.half_stars != self._stars.half_stars
        wrote = older.body is not None and (older.body, older.spoiler) != (words.body, words.spoiler)
        return rated or wrote or older.is_withdrawn

    @property
    def earlier(self) -> dict[str, Any]:
        """The older opinion, as an earlier reading."""
        said = {name: getattr(self.older, name) for name in ("half_stars", "body", "spoiler", "withdrawn_at")}
        return said | {"review_id": self.stays_id}

    @property
    def _stars(self) -> Review:
        return self.older if self.newer.half_stars is None and not self.older.is_withdrawn else self.newer

    @property
    def _words(self) -> Review:
        fills = self.newer.body is None and self.older.body is not None
        return self.older if fills and not self.older.is_withdrawn else self.newer


def hold_reviewers(movie_id: int) -> None:
    """Nobody who reviewed the movie changes that review until this transaction ends: they too hold the member first."""
    reviewers = sa.select(Review.member_id).where(Review.movie_id == movie_id)
    held = sa.select(Member.id).where(Member.id.in_(reviewers)).order_by(Member.id)
    db.session.execute(held.with_for_update(key_share=True))


def move_reviews(dropped_id: int, kept_id: int) -> None:
    """The kept movie has all reviews of both, one of each member, and its counts are right. Both movies are held.

    Of a member's two the newer stands, one that was taken back behind one that was not; what is shown no more is kept
    as an earlier reading. Of two critic reviews with one identity that of the kept movie stays, the other moves not.
    """
    hold_reviewers(dropped_id)  # also those who wrote since they were held first
    pairs = _twice_reviewed(dropped_id, kept_id)
    if pairs:
        _become_one(pairs)
    db.session.execute(_moved(Review, dropped_id, kept_id), execution_options=UNSYNCED)
    _move_critics(dropped_id, kept_id)
    _count(kept_id)
    if pairs:
        announce(ReviewsMerged(tuple((pair.gone_id, pair.stays_id) for pair in pairs)))


def clashing_critics(dropped_id: int, kept_id: int) -> list[CriticReview]:
    """The dropped movie's critic reviews whose identity the kept one has already."""
    theirs = sa.select(CriticReview).where(CriticReview.movie_id == dropped_id)
    return list(db.session.scalars(theirs.where(CriticReview.identity.in_(_identities(kept_id)))))


def _twice_reviewed(dropped_id: int, kept_id: int) -> list[Pair]:
    one, other = aliased(Review), aliased(Review)
    both = sa.select(one, other).join(other, other.member_id == one.member_id)
    both = both.where(one.movie_id == dropped_id, other.movie_id == kept_id).with_for_update()
    rows = db.session.execute(both, execution_options={"populate_existing": True}).all()
    for review in (review for row in rows for review in row):
        db.session.expunge(review)  # they are only read here
    return [Pair(*sorted(row, key=lambda it: (not it.is_withdrawn, it.written_at, it.id))) for row in rows]


def _become_one(pairs: Sequence[Pair]) -> None:
    """Earlier readings, helpful marks and the address of each review that goes are those of the one that stays."""
    gone, staying = [pair.gone_id for pair in pairs], [pair.stays_id for pair in pairs]
    change(Review, (pair.comes_to for pair in pairs))
    _inherit_readings(pairs)
    lead_on("review", dict(zip(gone, staying, strict=True)))
    moved = sa.update(ReviewRevision).where(one_of(ReviewRevision.review_id, gone))
    moved = moved.values(review_id=_now_at(ReviewRevision.review_id).scalar_subquery())
    db.session.execute(moved, execution_options=UNSYNCED)
    _inherit_marks(gone, staying)
    db.session.execute(sa.delete(Review).where(one_of(Review.id, gone)), execution_options=UNSYNCED)


def _inherit_readings(pairs: Sequence[Pair]) -> None:
    """The older opinions are kept, and what was taken back with them stays taken back."""
    table: Any = ReviewRevision.__table__
    taken_back = [{"whose": pair.older.id, "at": pair.older.withdrawn_at} for pair in pairs if pair.older.is_withdrawn]
    if taken_back:
        theirs = sa.update(table).where(table.c.review_id == sa.bindparam("whose"), table.c.withdrawn_at.is_(None))
        db.session.execute(theirs.values(withdrawn_at=sa.bindparam("at")), taken_back)
    earlier = [pair.earlier for pair in pairs if pair.is_history]
    if earlier:
        db.session.execute(sa.insert(ReviewRevision), earlier)


def _inherit_marks(gone_ids: Sequence[int], staying: Sequence[int]) -> None:
    columns = _now_at(HelpfulMark.review_id).scalar_subquery(), HelpfulMark.member_id, HelpfulMark.created_at
    marks = sa.select(*columns).where(one_of(HelpfulMark.review_id, gone_ids))
    copy_once(HelpfulMark, ["review_id", "member_id", "created_at"], marks)
    counted = sa.select(sa.func.count()).where(HelpfulMark.review_id == Review.id).scalar_subquery()
    review = sa.update(Review).where(one_of(Review.id, staying)).values(helpful_count=counted)
    db.session.execute(review, execution_options=UNSYNCED)


def _now_at(column: InstrumentedAttribute[int]) -> sa.Select[int]:
    return sa.select(MovedThing.new_id).where(MovedThing.kind == "review", MovedThing.old_id == column)


def _move_critics(dropped_id: int, kept_id: int) -> None:
    new = CriticReview.identity.not_in(_identities(kept_id))
    db.session.execute(_moved(CriticReview, dropped_id, kept_id).where(new), execution_options=UNSYNCED)


def _identities(movie_id: int) -> sa.Select[str]:
    theirs = aliased(CriticReview)
    return sa.select(theirs.identity).where(theirs.movie_id == movie_id)


def _moved(model: type[Review | CriticReview], dropped_id: int, kept_id: int) -> sa.Update:
    return sa.update(model).where(model.movie_id == dropped_id).values(movie_id=kept_id)


def _count(movie_id: int) -> None:
    number = sa.func.count()
    mine = Review.movie_id == movie_id
    stars = sa.select(Review.half_stars, number).where(mine, COUNTED).group_by(Review.half_stars)
    counts.put_ratings(movie_id, {half_stars: count for half_stars, count in db.session.execute(stars) if half_stars})
    written = sa.select(number, number.filter(Review.by_super_reviewer)).where(mine, SHOWN)
    reviews, by_super = db.session.execute(written).one()
    counts.put(movie_id, reviews_count=reviews, super_reviews_count=by_super)
    positive, top = CriticReview.positive, CriticReview.top_critic
    critics = sa.select(number, number.filter(positive), number.filter(top), number.filter(top, positive))
    counts.put_critics(movie_id, *db.session.execute(critics.where(CriticReview.movie_id == movie_id)).one())
