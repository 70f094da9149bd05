"""Two movies that are one, as far as the catalogue goes: addresses, facts, people, shelves and news."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.kernel.db import db
from forum.kernel.errors import Outdated
from forum.kernel.events import announce
from forum.kernel.moves import lead_on
from forum.movies import counts
from forum.movies.actions.matching import IDS
from forum.movies.actions.rows import add_missing, one_of
from forum.movies.actions.shelving import put_genres
from forum.movies.events import MoviesPlaced
from forum.movies.models import Counted, Credit, Genre, Movie, MovieGenre, MovieSlug, MovieSource, NewsItem

UNSYNCED = {"synchronize_session": False}
SYNOPSIS = ("synopsis", "synopsis_source")  # words go with where they are from
# What a movie may be without: all but what it is called, and what is counted of it.
GAPS = tuple(
    column.name
    for column in Movie.__table__.c
    if column.nullable and column.name not in (*SYNOPSIS, *Counted.__annotations__)
)
MOVED = "This movie became one with another a moment ago."


def hold_both(one: Movie, other: Movie) -> None:
    """Nobody writes about either movie before this transaction ends; both are as they stand now.

    Raises Outdated when one of them is no longer there.
    """
    both = sa.select(Movie).where(one_of(Movie.id, [one.id, other.id])).order_by(Movie.id).with_for_update()
    held = db.session.scalars(both, execution_options={"populate_existing": True}).all()
    if len(held) < len({one.id, other.id}):
        raise Outdated(MOVED)


def absorb(kept: Movie, dropped: Movie) -> None:
    """What the catalogue knows of the dropped movie is the kept one's: what it has stands, its gaps are filled.

    Every address and every key of an import leads to the kept movie. Both must be held.
    """
    for model in (MovieSlug, MovieSource):
        _move(model, kept, dropped)
    _remember_ids(kept, dropped)
    _fill_gaps(kept, dropped)
    _move_genres(kept, dropped)
    _move(Credit, kept, dropped, Credit.job.not_in(_of(Credit.job, kept)), year=kept.year)
    _move(NewsItem, kept, dropped, NewsItem.url.not_in(_of(NewsItem.url, kept)))
    news = sa.select(sa.func.count()).where(NewsItem.movie_id == kept.id)
    counts.put(kept.id, news_count=db.session.scalar(news) or 0)
    lead_on("movie", {dropped.id: kept.id})
    announce(MoviesPlaced((kept.id,)))


def let_go(dropped: Movie) -> None:
    """The row of a movie that was absorbed is gone, with what the kept one had already."""
    db.session.expunge(dropped)
    db.session.execute(sa.delete(Movie).where(Movie.id == dropped.id), execution_options=UNSYNCED)


def _fill_gaps(kept: Movie, dropped: Movie) -> None:
    told = {name: getattr(dropped, name) for name in GAPS if getattr(kept, name) is None}
    if kept.synopsis is None:
        told |= {name: getattr(dropped, name) for name in SYNOPSIS}
    for name in IDS:
        setattr(dropped, name, None)
    db.session.flush()  # a number is free for another only then
    for name, value in told.items():
        setattr(kept, name, value)
    db.session.flush()


def _remember_ids(kept: Movie, dropped: Movie) -> None:
    """A number elsewhere that the kept movie cannot bear beside its own still means it."""
    numbers = [
        {"source": name, "key": str(getattr(dropped, name)), "movie_id": kept.id}
        for name in IDS
        if getattr(dropped, name) is not None and getattr(kept, name) is not None
    ]
    add_missing(MovieSource, numbers)


def _move_genres(kept: Movie, dropped: Movie) -> None:
    shelves = sa.select(Genre.name).join(MovieGenre, MovieGenre.genre_id == Genre.id)
    theirs = db.session.scalars(
        shelves.where(MovieGenre.movie_id == dropped.id).order_by(MovieGenre.position, MovieGenre.genre_id)
    ).all()
    if theirs:
        put_genres({dropped.id: (), kept.id: theirs}, lean=(kept.id,))


def _of(column: InstrumentedAttribute[str], movie: Movie) -> sa.Select[str]:
    theirs = aliased(column.class_)
    return sa.select(getattr(theirs, column.key)).where(theirs.movie_id == movie.id)


def _move(
    model: type[MovieSlug | MovieSource | Credit | NewsItem],
    kept: Movie,
    dropped: Movie,
    *which: sa.ColumnElement[bool],
    **values: int,
) -> None:
    moved = sa.update(model).where(model.movie_id == dropped.id, *which).values(movie_id=kept.id, **values)
    db.session.execute(moved, execution_options=UNSYNCED)
