"""One movie by its address, and a few for a shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from forum.kernel.db import db
from forum.kernel.errors import Missing, Moved
from forum.kernel.text import is_sound
from forum.movies.models import Credit, Genre, Job, Movie, MovieGenre, MovieSlug, NewsItem, Person, Poster

NO_SUCH_MOVIE = "There is no movie at this address."
NO_SUCH_POSTER = "There is no such poster."
LONGEST_ADDRESS = 120
# Asked by every page about a movie, so put together once.
BY_SLUG = sa.select(Movie).where(Movie.slug == sa.bindparam("slug"))
BY_SLUG_WITH_FACTS = BY_SLUG.options(
    selectinload(Movie.credits).joinedload(Credit.person), joinedload(Movie.genres), selectinload(Movie.news)
)


def get_movie(slug: str) -> Movie:
    """The movie at this address; raises Moved when it has another one now, Missing when it never had this one."""
    return _found(BY_SLUG, slug)


def movie_with_facts(slug: str) -> Movie:
    """The movie with its credits, genres and news loaded, in three queries; raises like get_movie."""
    return _found(BY_SLUG_WITH_FACTS, slug)


@dataclass(frozen=True)
class PosterFacts:
    """What a movie's poster is made from."""

    title: str
    year: int
    director: str | None
    genres: tuple[str, ...]


def poster_facts(slug: str) -> PosterFacts:
    """What the poster of the movie at this address is made from; raises like get_movie."""
    movie = get_movie(slug)
    director = sa.select(Person.name).join(Credit, Credit.person_id == Person.id)
    first = director.filter_by(movie_id=movie.id, job=Job.DIRECTOR.value).order_by(Credit.position).limit(1)
    genres = sa.select(Genre.name).join(MovieGenre, MovieGenre.genre_id == Genre.id)
    shelves = db.session.scalars(genres.filter_by(movie_id=movie.id).order_by(MovieGenre.position, MovieGenre.genre_id))
    return PosterFacts(movie.title, movie.year, db.session.scalar(first), tuple(shelves))


def get_poster(digest: str, *, hanging: bool = True) -> Poster:
    """The uploaded picture with this digest; raises Missing, where `hanging` also for one that no movie shows now."""
    sound = len(digest) <= LONGEST_ADDRESS and is_sound(digest)
    kept = sa.select(Poster).where(Poster.digest == digest)
    if hanging:
        kept = kept.where(sa.exists().where(Movie.poster_digest == Poster.digest))
    poster = db.session.scalar(kept) if sound else None
    if poster is None:
        raise Missing(NO_SUCH_POSTER)
    return poster


def latest_movies(most: int) -> Sequence[Movie]:
    """The movies of the newest years."""
    return _some(Movie.year.desc(), Movie.slug.desc(), most=most)


def most_rated(most: int) -> Sequence[Movie]:
    """The movies most members have rated, with their genres."""
    return _some(Movie.ratings_count.desc(), Movie.slug.desc(), most=most, options=[selectinload(Movie.genres)])


def people(movie: Movie, job: Job) -> list[Person]:
    """Who did this job on a movie loaded with its facts, in the order of the credits."""
    return [credit.person for credit in credits_for(movie, job)]


def credits_for(movie: Movie, job: Job) -> list[Credit]:
    """The credits of one job of a movie loaded with its facts, in their order."""
    return [credit for credit in movie.credits if credit.job == job]


def news_about(movie: Movie) -> Sequence[NewsItem]:
    """The news and interviews about a movie, newest first."""
    newest = NewsItem.published_on.desc().nulls_last()
    return db.session.scalars(sa.select(NewsItem).filter_by(movie_id=movie.id).order_by(newest, NewsItem.id)).all()


def get_news_item(movie: Movie, item_id: int) -> NewsItem:
    """This story about the movie; raises Missing."""
    item = db.session.scalar(sa.select(NewsItem).filter_by(id=item_id, movie_id=movie.id))
    if item is None:
        raise Missing("There is no such story about this movie.")
    return item


def _found(select: sa.Select[Movie], slug: str) -> Movie:
    if len(slug) > LONGEST_ADDRESS or not is_sound(slug):
        raise Missing(NO_SUCH_MOVIE)
    movie = db.session.scalars(select, {"slug": slug}).unique().one_or_none()
    if movie:
        return movie
    former = sa.select(Movie.slug).join(MovieSlug, MovieSlug.movie_id == Movie.id).where(MovieSlug.slug == slug)
    current = db.session.scalar(former)
    if current:
        raise Moved(slug, current)
    raise Missing(NO_SUCH_MOVIE)


def _some(*order: sa.UnaryExpression[Any], most: int, options: Sequence[ExecutableOption] = ()) -> Sequence[Movie]:
    return db.session.scalars(sa.select(Movie).options(*options).order_by(*order).limit(most)).all()
