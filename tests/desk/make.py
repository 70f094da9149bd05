"""Movies on the desk: what a form sends, and changes and suggestions made the way the house makes them."""

from typing import Any

from forum.desk import actions
from forum.desk.actions import MOVIE, edition
from forum.desk.models import Revision, Suggestion
from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.models import Movie
from tests import make


def reading(movie: Movie) -> dict[str, str]:
    """How the movie's facts read now."""
    return dict(MOVIE.read(movie.id) or {})


def sent(movie: Movie, reason: str = "The credits say so.", **entries: Any) -> dict[str, Any]:
    """What a browser sends that opened the movie's form now and typed these entries."""
    standing = reading(movie)
    return standing | entries | {"reason": reason, "edition": edition(standing)}


def changed(movie: Movie, by: Member | None = None, reason: str = "As in the credits", **entries: str) -> Revision:
    """A change by hand that stands."""
    standing = reading(movie)
    revision = actions.change(
        by or make.moderator(), movie, MOVIE, movie.id, standing | entries, seen=edition(standing), reason=reason
    )
    db.session.commit()
    assert revision is not None
    return revision


def suggested(
    movie: Movie | None = None, by: Member | None = None, reason: str = "I was there.", **entries: str
) -> Suggestion:
    """A suggestion that waits."""
    movie = movie or make.movie()
    standing = reading(movie)
    wanted = standing | (entries or {"studio": "A better one"})
    made = actions.suggest(by or make.member(), movie, wanted, seen=edition(standing), reason=reason)
    db.session.commit()
    return made
