"""Pictures that hang where a movie's poster was drawn before."""

import sqlalchemy as sa

from forum.kernel.db import add_once, db, now
from forum.kernel.errors import Invalid
from forum.kernel.pictures import Picture, redrawn
from forum.movies.models import Movie, Poster

LARGEST = (640, 960)  # twice what the widest place for a poster takes: that on the movie's own page
LEAST = (200, 300)
GONE = "This picture is no longer kept."


def made_poster(sent: bytes) -> Picture:
    """What was sent as a poster of the house: upright, two by three. Slow: call it before the first query of a write.

    Raises Invalid, in words, for what is no picture or is too large or too small.
    """
    return redrawn(sent, LARGEST, LEAST)


def keep_poster(picture: Picture) -> str:
    """The picture is kept for good, once; returns its digest."""
    facts = {"content": picture.content, "width": picture.width, "height": picture.height}
    add_once(Poster, digest=picture.digest, created_at=now(), **facts)
    return picture.digest


def hang_poster(movie_id: int, digest: str) -> None:
    """The movie shows this picture, or with "" the poster drawn for it. Raises Invalid where none is kept."""
    if digest and db.session.scalar(sa.select(Poster.digest).filter_by(digest=digest)) is None:
        raise Invalid(GONE)
    db.session.execute(sa.update(Movie).where(Movie.id == movie_id).values(poster_digest=digest or None))
