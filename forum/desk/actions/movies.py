"""The sheet of a movie's own facts, and a movie added by hand."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from forum.desk.actions.revising import keep
from forum.desk.actions.sheets import Sheet, offer
from forum.desk.models import Entries
from forum.desk.policy import may_edit
from forum.desk.spelling import MOVIE as SPELLINGS
from forum.desk.spelling import spelled
from forum.kernel.db import db
from forum.kernel.text import fold
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.modlog.actions import record
from forum.movies.actions import add_movie, correct_movie
from forum.movies.facts import CreditFacts
from forum.movies.models import Credit, Genre, Job, Movie, MovieGenre, Person

JOBS = {"directors": Job.DIRECTOR, "writers": Job.WRITER, "cast": Job.CAST}
COLUMNS = [name for name in SPELLINGS if name not in JOBS and name != "genres"]


def add_film(editor: Member, entries: Entries, *, reason: str = "") -> Movie:
    """The house has one more movie, as told. Raises Invalid for texts that cannot be stored, IdTaken for taken ids."""
    require(may_edit(editor))
    movie = add_movie(**_told(entries))
    keep(editor, movie, MOVIE.kind, movie.id, before=None, after=read(movie.id), reason=reason)
    record(editor, "added", movie, title=f"{movie.title} ({movie.year})", reason=reason)
    return movie


def read(movie_id: int) -> Entries | None:
    """The movie's facts as texts, as they stand in the database; None where there is no such movie. Three queries."""
    columns = db.session.execute(sa.select(*(getattr(Movie, name) for name in COLUMNS)).where(Movie.id == movie_id))
    row = columns.one_or_none()
    if row is None:
        return None
    return spelled(SPELLINGS, row._asdict() | {"genres": _genres(movie_id)} | _credits(movie_id))


def write(movie_id: int, entries: Entries) -> None:
    """The movie reads like this; what already does is not told again, so that it stays just as it is."""
    standing = read(movie_id) or {}
    told = _told({name: text for name, text in entries.items() if text != standing.get(name)})
    if told:
        correct_movie(db.session.get_one(Movie, movie_id, populate_existing=True), **_with_source(told, standing))


def _told(entries: Entries) -> dict[str, Any]:
    """What add_movie and correct_movie are told by these texts."""
    facts = {name: SPELLINGS[name].read(text) for name, text in entries.items()}
    jobs = {job: facts.pop(name) for name, job in JOBS.items() if name in facts}
    if "genres" in facts:
        facts["genres"] = _as_known(facts["genres"])
    return facts | ({"jobs": jobs} if jobs else {})


def _with_source(told: Mapping[str, Any], standing: Entries) -> dict[str, Any]:
    """A synopsis that is mended is still from where it was, unless its editor says otherwise."""
    if "synopsis" not in told:
        return dict(told)
    source = SPELLINGS["synopsis_source"].read(standing["synopsis_source"])
    return {"synopsis_source": source} | dict(told)


def _as_known(names: list[str]) -> list[str]:
    """Each genre once, spelled as the house spells it already where only case and accents differ."""
    known = list(db.session.scalars(sa.select(Genre.name).order_by(Genre.id.desc())))
    usual = {fold(name): name for name in known} | {name: name for name in known}
    return list({fold(name): usual.get(name) or usual.get(fold(name), name) for name in names}.values())


def _genres(movie_id: int) -> list[str]:
    shelves = sa.select(Genre.name).join(MovieGenre, MovieGenre.genre_id == Genre.id).filter_by(movie_id=movie_id)
    return list(db.session.scalars(shelves.order_by(MovieGenre.position, MovieGenre.genre_id)))


def _credits(movie_id: int) -> dict[str, list[CreditFacts]]:
    columns = sa.select(Credit.job, Person.name, Credit.character).join(Person, Person.id == Credit.person_id)
    rows = db.session.execute(columns.where(Credit.movie_id == movie_id).order_by(Credit.position)).all()
    return {
        name: [CreditFacts(row.name, row.character) for row in rows if row.job == job] for name, job in JOBS.items()
    }


MOVIE = offer(Sheet("movie", "movie", {name: it.label for name, it in SPELLINGS.items()}, read, write))
