"""Tell many at once, in the background and in pieces: on SQLite a job holds the one writer."""

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.jobs import enqueue, handles
from forum.members.models import Follow
from forum.movies.models import Movie
from forum.notifications.actions import tell_followers
from forum.reviews.models import Review
from forum.reviews.queries import SHOWN

PIECE = 1000


@handles("tell_followers")
def tell_followers_of(review_id: int, after: int = 0) -> None:
    """The next followers of the review's author are told of it, if it still stands; those told before are not again."""
    # Held: taken back at the same moment, the review takes these lines along.
    asked = sa.select(Review.member_id, Movie.title).join(Movie, Movie.id == Review.movie_id)
    review = db.session.execute(
        asked.where(Review.id == review_id, SHOWN).with_for_update(of=Review, read=True)
    ).first()
    if review is None:
        return
    ids = sa.select(Follow.follower_id).where(Follow.followed_id == review.member_id, Follow.follower_id > after)
    piece = db.session.scalars(ids.order_by(Follow.follower_id).limit(PIECE)).all()
    if piece:
        tell_followers(review.member_id, review_id, title=review.title, after=after, until=piece[-1])
    if len(piece) == PIECE:
        enqueue("tell_followers", review_id=review_id, after=piece[-1])
