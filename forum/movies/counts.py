"""Keep a movie's counts in step: one UPDATE a change, safe against any number of members at once."""

from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
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
    steps = {number: (number == after) - (number == before) for number in STEPS}
    rated = {number: getattr(Movie, f"rated_{number}") + step for number, step in steps.items()}
    number = Movie.ratings_count + ((after is not None) - (before is not None))
    liked = sum((rated[step] for step in STEPS if step > 6), sa.literal(0))
    changes = {f"rated_{step}": rated[step] for step in STEPS if steps[step]}
    _update(movie_id, changes | {"ratings_count": number, "audience_percent": _percent(liked, number)})
    shelf = sa.select(Movie.ratings_count).where(Movie.id == movie_id).scalar_subquery()
    db.session.execute(sa.update(MovieGenre).where(MovieGenre.movie_id == movie_id).values(ratings_count=shelf))


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


def _percent(part: Any, whole: Any) -> Any:
    # Rounded half up in whole numbers: both databases divide integers alike.
    return sa.case((whole >= SCORE_OPENS_AT, (part * 200 + whole) // (whole * 2)), else_=None)


def _update(movie_id: int, changes: dict[str, Any]) -> None:
    statement = sa.update(Movie).where(Movie.id == movie_id).values(changes)
    db.session.execute(statement, execution_options={"synchronize_session": False})
