"""One movie at a time: add it, correct it."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.kernel.events import announce
from forum.movies.actions.crediting import put_credits
from forum.movies.actions.matching import IDS, Match, Source
from forum.movies.actions.news import put_news
from forum.movies.actions.placing import settle
from forum.movies.actions.shelving import put_genres, refile
from forum.movies.actions.slugs import claim_slugs
from forum.movies.events import MoviesPlaced
from forum.movies.facts import CreditFacts, MovieFacts, NewsFacts
from forum.movies.models import Job, Movie, MovieSource
from forum.movies.titles import decade, slug_of, sort_title

# Films added by hand are the house's own: two of one title and year are two films, and imports only fill their gaps.
HAND = Source("house", keys_are_films=True)


class IdTaken(WrongState):
    """The number (`name`: imdb_id or tmdb_id) that is told belongs to another movie, the `owner`."""

    def __init__(self, name: str, owner: Movie) -> None:
        super().__init__(f"{owner.title} ({owner.year}) already has this {name}.")
        self.name, self.owner = name, owner


def add_movie(
    title: str,
    year: int,
    *,
    genres: Sequence[str] = (),
    jobs: Mapping[Job, Sequence[CreditFacts]] | None = None,
    news: Sequence[NewsFacts] = (),
    **values: Any,
) -> Movie:
    """A new movie stands in the house, at an address nobody else ever had; `values` are its other columns.

    Raises IdTaken when its imdb_id or tmdb_id belongs to a movie already.
    """
    facts = MovieFacts(title, year, _new_key(), values, genres, jobs or {}, news)
    with _ids_free(values):
        [placed] = settle(HAND, [facts], [Match()])
    return db.session.get_one(Movie, placed.movie_id)


def correct_movie(
    movie: Movie,
    *,
    title: str | None = None,
    year: int | None = None,
    genres: Sequence[str] | None = None,
    jobs: Mapping[Job, Sequence[CreditFacts]] | None = None,
    news: Sequence[NewsFacts] | None = None,
    **values: Any,
) -> None:
    """The movie is as told; what is not told stays. With a new title or year it moves, and its old address leads there.

    From now on lists only fill its gaps. Raises IdTaken when its imdb_id or tmdb_id belongs to another movie.
    """
    if "synopsis" in values:
        values.setdefault("synopsis_source", None)  # these are no longer another's words
    with _ids_free(values, movie.id):
        for name, value in values.items():
            setattr(movie, name, value)
        db.session.flush()
    _rename(movie, movie.title if title is None else title, movie.year if year is None else year)
    if genres is not None:
        put_genres({movie.id: genres})
    if jobs is not None:
        put_credits({movie.id: jobs})
    if news is not None:
        put_news({movie.id: news})
    _remember_hand(movie.id)
    announce(MoviesPlaced((movie.id,)))
    db.session.refresh(movie)


@contextmanager
def _ids_free(values: Mapping[str, Any], movie_id: int | None = None) -> Iterator[None]:
    """What is done inside takes no number of another movie, also where that one is given it at the same moment."""
    _refuse_taken_ids(values, movie_id)
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        _refuse_taken_ids(values, movie_id)
        raise


def _refuse_taken_ids(values: Mapping[str, Any], movie_id: int | None = None) -> None:
    for name in IDS:
        if values.get(name) is not None:
            owner = db.session.scalar(sa.select(Movie).where(getattr(Movie, name) == values[name]))
            if owner and owner.id != movie_id:
                raise IdTaken(name, owner)


def _rename(movie: Movie, title: str, year: int) -> None:
    if (title, year) == (movie.title, movie.year):
        return
    movie.title, movie.year, movie.sort_title, movie.decade = title, year, sort_title(title), decade(year)
    db.session.flush()
    refile([(movie.id, title, year)])
    claim_slugs({movie.id: slug_of(title, year)})


def _remember_hand(movie_id: int) -> None:
    """The house told of this movie too, so that what others tell gently does not undo it."""
    told = sa.select(MovieSource.key).filter_by(source=HAND.name, movie_id=movie_id)
    if db.session.scalar(told.limit(1)) is None:
        db.session.add(MovieSource(source=HAND.name, key=_new_key(), movie_id=movie_id))
        db.session.flush()


def _new_key() -> str:
    return secrets.token_hex(8)
