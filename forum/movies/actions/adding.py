"""One movie at a time: add it, correct it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.movies.actions.crediting import put_credits
from forum.movies.actions.matching import IDS, Match, Source
from forum.movies.actions.news import put_news
from forum.movies.actions.placing import settle
from forum.movies.actions.shelving import put_genres, refile
from forum.movies.actions.slugs import claim_slugs
from forum.movies.facts import CreditFacts, MovieFacts, NewsFacts
from forum.movies.models import Job, Movie
from forum.movies.titles import decade, slug_of, sort_title

# Films added by hand are the house's own: two of one title and year are two films, and imports only fill their gaps.
HAND = Source("house", keys_are_films=True)


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

    Raises WrongState when its imdb_id or tmdb_id belongs to a movie already.
    """
    facts = MovieFacts(title, year, secrets.token_hex(8), values, genres, jobs or {}, news)
    _refuse_taken_ids(values)
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

    Raises WrongState when its imdb_id or tmdb_id belongs to another movie.
    """
    _refuse_taken_ids(values, movie.id)
    if "synopsis" in values:
        values.setdefault("synopsis_source", None)  # these are no longer another's words
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
    db.session.refresh(movie)


def _refuse_taken_ids(values: Mapping[str, Any], movie_id: int | None = None) -> None:
    for name in IDS:
        if values.get(name) is not None:
            owner = db.session.scalar(sa.select(Movie).where(getattr(Movie, name) == values[name]))
            if owner and owner.id != movie_id:
                raise WrongState(f"{owner.title} ({owner.year}) already has this {name}.")


def _rename(movie: Movie, title: str, year: int) -> None:
    if (title, year) == (movie.title, movie.year):
        return
    movie.title, movie.year, movie.sort_title, movie.decade = title, year, sort_title(title), decade(year)
    db.session.flush()
    refile([(movie.id, title, year)])
    claim_slugs({movie.id: slug_of(title, year)})
