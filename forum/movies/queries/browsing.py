"""All movies on their shelves: by genre, decade, letter and words of the title, each at the same cost at any size.

Every combination is a walk along one index. Two choices exist for that: a letter is looked up in the order of
titles, and words in the order of the words they begin.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.kernel.db import db
from forum.kernel.paging import START, Page, Place, keyset
from forum.movies.models import Genre, Movie, MovieGenre, TitleWord
from forum.movies.titles import decade


class Sort(enum.StrEnum):
    """In which order movies stand."""

    RATED = "rated"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


SIZE = 42
KEYS = {Sort.RATED: "ratings_count", Sort.NEWEST: "year", Sort.OLDEST: "year", Sort.TITLE: "sort_title"}
AFTER_ALL = "\U0010ffff"  # no word of a title goes on with it


@dataclass(frozen=True)
class Browse:
    """What a reader wants to see. `words` are folded beginnings of words; none of them: every title."""

    genre: Genre | None = None
    decade: int | None = None
    letter: str | None = None
    words: tuple[str, ...] = ()
    sort: Sort = Sort.RATED

    @property
    def order(self) -> Sort | None:
        """The order there will be; None for that of the words looked for."""
        if self.words:
            return None
        return Sort.TITLE if self.letter else self.sort


def browse(wanted: Browse, *, place: Place = START) -> Page:
    """One page of the movies a reader wants to see; raises Invalid for a broken cursor."""
    if wanted.words:
        return _by_words(wanted, place)
    return _on_shelf(wanted, place)


def all_genres() -> Sequence[Genre]:
    """Every genre by name."""
    return db.session.scalars(sa.select(Genre).order_by(Genre.name)).all()


def all_decades() -> list[int]:
    """The decades from the oldest movie to the newest, newest first."""
    ends = sa.select(*(sa.select(end(Movie.year)).scalar_subquery() for end in (sa.func.min, sa.func.max)))
    first, last = db.session.execute(ends).one()
    return [] if first is None else list(range(decade(last), first - 10, -10))


def _on_shelf(wanted: Browse, place: Place) -> Page:
    # A genre's shelf carries what it is ordered by, so that a rare genre costs no walk past all the other movies.
    shelf: Any = MovieGenre if wanted.genre else Movie
    movie_id = MovieGenre.movie_id if wanted.genre else Movie.id
    key = getattr(shelf, KEYS[wanted.order or Sort.TITLE])
    descending = wanted.order in (Sort.RATED, Sort.NEWEST)
    select = sa.select(Movie).where(*_limits(wanted, shelf, by_year=key is shelf.year))
    if wanted.genre:
        select = select.join(MovieGenre, MovieGenre.movie_id == Movie.id)
    return keyset(select, key, movie_id, descending=descending, place=place, size=SIZE)


def _limits(wanted: Browse, shelf: Any, *, by_year: bool) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.genre:
        yield shelf.genre_id == wanted.genre.id
    if wanted.letter:
        yield _begins(shelf.sort_title, wanted.letter)
    if wanted.decade is not None:
        yield shelf.year.between(wanted.decade, wanted.decade + 9) if by_year else shelf.decade == wanted.decade


def _by_words(wanted: Browse, place: Place) -> Page:
    # The longest word is the rarest: the walk goes along it, the others are asked of each movie met.
    rarest, *others = sorted(wanted.words, key=len, reverse=True)
    select = sa.select(Movie).join(TitleWord, TitleWord.movie_id == Movie.id).where(_begins(TitleWord.word, rarest))
    select = select.where(~_has_word(rarest, before=TitleWord.word), *(_has_word(word) for word in others))
    if wanted.genre:
        on_shelf = sa.exists().where(MovieGenre.movie_id == Movie.id, MovieGenre.genre_id == wanted.genre.id)
        select = select.where(on_shelf)
    if wanted.decade is not None:
        select = select.where(Movie.decade == wanted.decade)
    if wanted.letter:
        select = select.where(_begins(Movie.sort_title, wanted.letter))
    keys = TitleWord.word, TitleWord.sort_title, TitleWord.movie_id
    return keyset(select, *keys, descending=False, place=place, size=SIZE)


def _has_word(beginning: str, before: Any = None) -> sa.ColumnElement[bool]:
    """Whether the movie's title has a word that begins so; with `before`, one that comes before this one."""
    other = aliased(TitleWord)
    word = sa.exists().where(other.movie_id == Movie.id, _begins(other.word, beginning))
    return word if before is None else word.where(other.word < before)


def _begins(column: Any, beginning: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= beginning, column < beginning + AFTER_ALL)
