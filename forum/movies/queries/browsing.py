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
from forum.kernel.errors import Invalid
from forum.kernel.paging import BROKEN, START, Page, Place, keyset, read_cursor
from forum.movies.models import Genre, Movie, MovieGenre, TitleWord
from forum.movies.titles import decade


class Sort(enum.StrEnum):
    """In which order movies stand."""

    RATED = "rated"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


SIZE = 42
COMMON = 1000  # words that so many titles have are all alike
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


@dataclass(frozen=True)
class Walk:
    """A way along an index: its keys, in which direction, and from where."""

    keys: tuple[Any, ...]
    descending: bool
    place: Place

    def within(self, low: Any, high: Any) -> Iterator[sa.ColumnElement[bool]]:
        """That the first key lies from `low` up to, not including, `high`.

        From a cursor on only the far end is asked for: given two near ends, SQLite may seek to the wrong one and walk
        the rest of the way. Raises Invalid for the cursor of another list, which the near end would have caught.
        """
        backward = self.place.before is not None and self.place.after is None
        cursor = self.place.before if backward else self.place.after
        if cursor and not low <= read_cursor(cursor, self.keys)[0] < high:
            raise Invalid(BROKEN)
        upward = self.descending is backward
        if not (cursor and upward):
            yield self.keys[0] >= low
        if not (cursor and not upward):
            yield self.keys[0] < high

    def page(self, select: sa.Select[Any]) -> Page:
        """One page of it."""
        return keyset(select, *self.keys, descending=self.descending, place=self.place, size=SIZE)


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
    order = wanted.order or Sort.TITLE
    key = getattr(shelf, KEYS[order])
    ties = MovieGenre.movie_id if wanted.genre else Movie.id if order is Sort.TITLE else Movie.slug
    walk = Walk((key, ties), order in (Sort.RATED, Sort.NEWEST), place)
    select = sa.select(Movie).where(*_limits(wanted, shelf, walk))
    if wanted.genre:
        select = select.join(MovieGenre, MovieGenre.movie_id == Movie.id).where(shelf.genre_id == wanted.genre.id)
    return walk.page(select)


def _limits(wanted: Browse, shelf: Any, walk: Walk) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.letter:
        yield from walk.within(wanted.letter, wanted.letter + AFTER_ALL)
    if wanted.decade is not None and walk.keys[0] is shelf.year:
        yield from walk.within(wanted.decade, wanted.decade + 10)
    elif wanted.decade is not None:
        yield shelf.decade == wanted.decade


def _by_words(wanted: Browse, place: Place) -> Page:
    # The walk goes along the rarest word; everything else is asked of each movie it meets.
    rarest, *others = _rarest_first(wanted.words)
    walk = Walk((TitleWord.word, TitleWord.sort_title, TitleWord.movie_id), False, place)
    select = sa.select(Movie).join(TitleWord, TitleWord.movie_id == Movie.id)
    select = select.where(*walk.within(rarest, rarest + AFTER_ALL), *_asked_of_each(wanted))
    # A title with two words that begin so is met twice, and shown at the first.
    select = select.where(
        *(_has(_with_word(word)) for word in others), _lacks(_with_word(rarest, before=TitleWord.word))
    )
    return walk.page(select)


def _asked_of_each(wanted: Browse) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.genre:
        shelf = sa.select(MovieGenre.movie_id).where(MovieGenre.movie_id == TitleWord.movie_id)
        yield _has(shelf.where(MovieGenre.genre_id == wanted.genre.id))
    if wanted.decade is not None:
        same = aliased(Movie)
        yield _has(sa.select(same.id).where(same.id == TitleWord.movie_id, same.decade == wanted.decade))
    if wanted.letter:
        yield _begins(TitleWord.sort_title, wanted.letter)


def _rarest_first(words: Sequence[str]) -> list[str]:
    if len(words) == 1:
        return list(words)
    found = [sa.select(sa.literal(1)).where(_begins(TitleWord.word, word)).limit(COMMON).subquery() for word in words]
    counts = sa.select(*(sa.select(sa.func.count()).select_from(some).scalar_subquery() for some in found))
    ranks = dict(zip(words, db.session.execute(counts).one(), strict=True))
    return sorted(words, key=lambda word: (ranks[word], -len(word)))


def _with_word(beginning: str, before: Any = None) -> sa.Select[Any]:
    """The movie's words that begin so; with `before`, those that come before this one."""
    other = aliased(TitleWord)
    words = sa.select(sa.literal(1)).where(other.movie_id == TitleWord.movie_id, _begins(other.word, beginning))
    return words if before is None else words.where(other.word < before)


def _has(rows: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Whether there is such a row: asked as a value, which no planner turns into a join that reads everything first."""
    return rows.correlate(TitleWord).limit(1).scalar_subquery().is_not(None)


def _lacks(rows: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Whether there is no such row. As IS NULL, PostgreSQL would expect next to nothing, and sort what it finds."""
    return sa.func.coalesce(rows.correlate(TitleWord).limit(1).scalar_subquery(), 0) != sa.literal(1)


def _begins(column: Any, beginning: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= beginning, column < beginning + AFTER_ALL)
