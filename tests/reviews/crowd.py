"""A crowd before one movie, put straight into the tables: for budgets and plans that must not feel its size."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from forum.kernel.db import db
from forum.members.models import Follow, Member
from forum.movies.models import Movie
from forum.reviews.models import CriticReview, Review

BEGAN = datetime(2011, 1, 1, tzinfo=UTC)


def crowd(movie: Movie, size: int, *, named: str = "crowd") -> list[int]:
    """So many members, each with a review of the movie; every tenth a Super Reviewer. Their ids."""
    names = [f"{named} {number}" for number in range(size)]
    people = [
        {"name": name, "name_key": name, "look_alike_key": name, "is_super_reviewer": _plate(n)}
        for n, name in enumerate(names)
    ]
    ids = list(db.session.scalars(sa.insert(Member).returning(Member.id, sort_by_parameter_order=True), people))
    words = {"movie_id": movie.id, "body": "Words.", "body_html": "<p>Words.</p>"}
    reviews = [
        words
        | {"member_id": member, "half_stars": 1 + n % 10, "helpful_count": n % 50, "by_super_reviewer": _plate(n)}
        | {"published_at": BEGAN + timedelta(hours=n)}
        for n, member in enumerate(ids)
    ]
    db.session.execute(sa.insert(Review), reviews)
    db.session.commit()
    return ids


def critics(movie: Movie, size: int) -> None:
    """So many critic reviews of the movie, every third by a Top Critic."""
    rows = [
        {"movie_id": movie.id, "identity": f"{n}|", "critic": f"Critic {n}", "quote": "A line.", "positive": True}
        | {"top_critic": n % 3 == 0, "published_on": (BEGAN + timedelta(days=n)).date()}
        for n in range(size)
    ]
    db.session.execute(sa.insert(CriticReview), rows)
    db.session.commit()


def follow_all(follower: Member, ids: list[int]) -> None:
    """The member follows all of these."""
    db.session.execute(sa.insert(Follow), [{"follower_id": follower.id, "followed_id": number} for number in ids])
    db.session.commit()


def _plate(number: int) -> bool:
    return number % 10 == 0
