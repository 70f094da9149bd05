"""The picture that hangs as a movie's poster, put up and taken down by hand."""

import sqlalchemy as sa

from forum.desk.actions.revising import change
from forum.desk.actions.sheets import Sheet, offer
from forum.desk.models import Entries, Revision
from forum.desk.policy import may_edit
from forum.kernel.db import db
from forum.kernel.pictures import Picture
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.movies.actions import hang_poster, keep_poster
from forum.movies.models import Movie


def put_up_poster(editor: Member, movie: Movie, picture: Picture, *, seen: str, reason: str) -> Revision | None:
    """The movie shows this picture from now on; None where it did already. Raises ChangedElsewhere like change()."""
    require(may_edit(editor))
    entries = {"poster": keep_poster(picture)}
    return change(editor, movie, POSTER, movie.id, entries, seen=seen, reason=reason)


def take_down_poster(editor: Member, movie: Movie, *, seen: str, reason: str) -> Revision | None:
    """The movie shows the poster drawn for it again; the picture is kept for whoever undoes this."""
    return change(editor, movie, POSTER, movie.id, {"poster": ""}, seen=seen, reason=reason)


def _read(movie_id: int) -> Entries | None:
    row = db.session.execute(sa.select(Movie.poster_digest).where(Movie.id == movie_id)).one_or_none()
    return {"poster": row.poster_digest or ""} if row else None


def _write(movie_id: int, entries: Entries) -> None:
    hang_poster(movie_id, entries["poster"])


# A poster is known by its movie's id, and reads as the digest of the picture; as nothing where it is drawn.
POSTER = offer(Sheet("poster", "poster", {"poster": "Poster"}, _read, _write))
