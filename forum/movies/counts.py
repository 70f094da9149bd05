"""Keep a movie's counts in step: one UPDATE a change, safe against any number of members at once."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Outdated
from forum.movies.models import SCORE_OPENS_AT, STEPS, Movie, MovieGenre


def count(movie_id: int, **steps: int) -> None:
    """Each named count has changed by its step: `count(7, threads_count=1)`."""
    changes = {name: getattr(Movie, name) + step for name, step in steps.items() if step}
    if changes:
        _update(movie_id, changes)


def count_rating(movie_id: int, before: int | None, after: int | None) -> None:
    """A member's rating went from `before` to `after` (half stars 1–10, None for none).

    Score: percent of ratings of 3.5 stars and more, from five ratings on.
    """
    if before == after:
        return
    steps = {f"step_{number}": (number == after) - (number == before) for number in STEPS}
    told = steps | {"step": (after is not None) - (before is not None), "movie": movie_id}
    _reach(db.session.execute(RATE, told, execution_options={"synchronize_session": False}))
    if told["step"]:
        db.session.execute(SHELVE, {"movie": movie_id}, execution_options={"synchronize_session": False})


def count_critics(
    movie_id: int,
    *,
    all: int = 0,
    positive: int = 0,
    top: int = 0,
    top_positive: int = 0,
) -> None:
    """Critic reviews were added or taken away. Score: percent positive, from five reviews on."""
    number, positives = Movie.critics_count + all, Movie.critics_for_count + positive
    changes = {
        "critics_count": number,
        "critics_for_count": positives,
        "critics_percent": _percent(positives, number),
        "top_critics_count": Movie.top_critics_count + top,
        "top_critics_for_count": Movie.top_critics_for_count + top_positive,
    }
    _update(movie_id, changes)


def put(movie_id: int, **values: int) -> None:
    """Each named count is this; for who holds the movie and has counted everything anew."""
    _update(movie_id, values)


def put_ratings(movie_id: int, given: Mapping[int, int]) -> None:
    """So many members gave so many half stars (1–10); for who holds the movie and has counted them anew."""
    number = sa.literal(sum(given.values()))
    liked = sa.literal(sum(given.get(step, 0) for step in STEPS if step > 6))
    changes = {f"rated_{step}": given.get(step, 0) for step in STEPS}
    _update(movie_id, changes | {"ratings_count": number, "audience_percent": _percent(liked, number)})
    db.session.execute(SHELVE, {"movie": movie_id}, execution_options={"synchronize_session": False})


def put_critics(movie_id: int, number: int, positive: int, top: int, top_positive: int) -> None:
    """So many critics wrote, so many for it; so many Top Critics among them. For who holds the movie, as above."""
    counted = {"critics_count": number, "critics_for_count": positive}
    percent = _percent(sa.literal(positive), sa.literal(number))
    top_counted = {"top_critics_count": top, "top_critics_for_count": top_positive}
    _update(movie_id, counted | top_counted | {"critics_percent": percent})


def _percent(part: Any, whole: Any) -> Any:
    # Rounded half up in whole numbers: both databases divide integers alike.
    return sa.case((whole >= SCORE_OPENS_AT, (part * 200 + whole) // (whole * 2)), else_=None)


def _rating() -> sa.Update:
    """A rating counted, made once: to put such a statement together takes ten times as long as to run it."""
    rated = {number: getattr(Movie, f"rated_{number}") + sa.bindparam(f"step_{number}") for number in STEPS}
    number = Movie.ratings_count + sa.bindparam("step")
    liked = sum((rated[step] for step in STEPS if step > 6), sa.literal(0))
    changes = {f"rated_{step}": rated[step] for step in STEPS}
    changes |= {"ratings_count": number, "audience_percent": _percent(liked, number)}
    return sa.update(Movie).where(Movie.id == sa.bindparam("movie")).values(changes)


def _shelf() -> sa.Update:
    """The shelves of a movie's genres, in step with its number of ratings, which some of them are sorted by."""
    ratings = sa.select(Movie.ratings_count).where(Movie.id == sa.bindparam("movie")).scalar_subquery()
    return sa.update(MovieGenre).where(MovieGenre.movie_id == sa.bindparam("movie")).values(ratings_count=ratings)


def _update(movie_id: int, changes: dict[str, Any]) -> None:
    statement = sa.update(Movie).where(Movie.id == movie_id).values(changes)
    _reach(db.session.execute(statement, execution_options={"synchronize_session": False}))


def _reach(done: Any) -> None:
    """Raises Outdated when there was nothing to count on: the movie became one with another after it was read."""
    if not done.rowcount:
        raise Outdated("This movie moved a moment ago. Send it again.")


RATE, SHELVE = _rating(), _shelf()
