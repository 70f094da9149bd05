"""Reviews with readable defaults, made the way members make them."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.models import Movie
from forum.reviews.actions import Opinion, weight_of, write_review
from forum.reviews.models import HelpfulMark, Review
from tests.make import member as someone_new

COUNTS = ("ratings_count", "reviews_count", "super_reviews_count", *(f"rated_{step}" for step in range(1, 11)))


def review(
    movie: Movie, member: Member | None = None, *, stars: float | None = None, body: str | None = "Worth a ticket.",
    spoiler: bool = False,
) -> Review:  # fmt: skip
    """What a member thinks, saved, with member and movie loaded."""
    opinion = Opinion(int(stars * 2) if stars else None, body, spoiler)
    made = write_review(member or someone_new(), movie, opinion)
    db.session.commit()
    both = [joinedload(Review.member), joinedload(Review.movie)]
    return db.session.get_one(Review, made.id, options=both, populate_existing=True)


def stored_counts(movie: Movie) -> dict[str, int]:
    """What the movie's row says."""
    columns = [getattr(Movie, name) for name in (*COUNTS, "audience_percent")]
    return dict(db.session.execute(sa.select(*columns).where(Movie.id == movie.id)).one()._mapping)


def recount(movie: Movie) -> dict[str, int | None]:
    """What its reviews say, counted one by one."""
    rows = db.session.scalars(
        sa.select(Review).filter_by(movie_id=movie.id), execution_options={"populate_existing": True}
    )
    weights = [weight_of(row) for row in rows]
    stars = [weight.half_stars for weight in weights if weight.half_stars]
    liked = sum(step >= 7 for step in stars)
    return {
        "ratings_count": len(stars),
        "reviews_count": sum(weight.written for weight in weights),
        "super_reviews_count": sum(weight.by_super for weight in weights),
        **{f"rated_{step}": stars.count(step) for step in range(1, 11)},
        "audience_percent": (liked * 200 + len(stars)) // (len(stars) * 2) if len(stars) >= 5 else None,
    }


def helpful_counts(movie: Movie) -> tuple[dict[int, int], dict[int, int]]:
    """Helpful marks by review: as stored, and as recounted."""
    stored = sa.select(Review.id, Review.helpful_count).filter_by(movie_id=movie.id)
    marks = sa.func.count(HelpfulMark.member_id)
    counted = sa.select(Review.id, marks).outerjoin(HelpfulMark, HelpfulMark.review_id == Review.id)
    counted = counted.where(Review.movie_id == movie.id).group_by(Review.id)
    return (
        {row[0]: row[1] for row in db.session.execute(stored)},
        {row[0]: row[1] for row in db.session.execute(counted)},
    )
