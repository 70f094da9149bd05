"""What a moderator looks at beside a quote."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.movies.models import Credit, Job, Movie

FIRST_CREDITS = 12


def first_credits(movie: Movie) -> Sequence[Credit]:
    """Who directed the movie and the first of its cast, with the person of each."""
    first = sa.select(Credit).where(
        Credit.movie_id == movie.id,
        Credit.job.in_((Job.DIRECTOR.value, Job.CAST.value)),
        Credit.position < FIRST_CREDITS,
    )
    in_order = first.order_by(Credit.job.desc(), Credit.position)
    return db.session.scalars(in_order.options(joinedload(Credit.person))).all()
