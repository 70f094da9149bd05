"""Which movie somebody means: by its numbers elsewhere, by what they called it before, by title and year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.actions.rows import among, one_of
from forum.movies.facts import MovieFacts
from forum.movies.models import Movie, MovieSource
from forum.movies.titles import same_title, sort_title

IDS = ("imdb_id", "tmdb_id")
TWO_MOVIES = "{name}: imdb_id and tmdb_id belong to two different movies"


@dataclass(frozen=True)
class Source:
    """Who tells of movies. With `keys_are_films`, two keys are two movies even under one title and year."""

    name: str
    keys_are_films: bool = False


@dataclass(frozen=True)
class Match:
    """The movie that is meant (None: a new one), whether it was told of under this key before, or why neither."""

    movie_id: int | None = None
    by_key: bool = False
    fault: str = ""


def match_all(source: Source, told: Sequence[MovieFacts]) -> list[Match]:
    """Whom each of these means. No two of them may mean the same: put_movies sees to that."""
    return _Finder(source, told).matches()


class _Finder:
    """Everything in the house that could be meant by some movies, read in a handful of queries."""

    def __init__(self, source: Source, told: Sequence[MovieFacts]) -> None:
        self.source, self.told = source, told
        self.by_ids = {name: self._known_by(name) for name in IDS}
        self.by_key = self._known_by_key()
        unknown = [facts for facts in told if facts.key not in self.by_key]
        self.namesakes = self._namesakes(unknown)
        self.titles: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
        for row in self.namesakes:
            self.titles[row.sort_title, row.year].append(row)
        wanted = {row.id for row in self.namesakes}.union(
            self.by_key.values(), *(ids.values() for ids in self.by_ids.values())
        )
        self.rows = {row.id: row for row in among(Movie.id, wanted, Movie.id, Movie.imdb_id, Movie.tmdb_id)}
        self.keyed = self._keyed(unknown)

    def matches(self) -> list[Match]:
        return [self._match(facts) for facts in self.told]

    def _match(self, facts: MovieFacts) -> Match:
        named = [found for name in IDS if (found := self.by_ids[name].get(facts.values.get(name)))]
        keyed = self.by_key.get(facts.key)
        if named:
            # The other number, where the movie has one, must agree: else it would be given to two movies.
            agree = len(set(named)) == 1 and self._agrees(named[0], facts)
            fault = "" if agree else TWO_MOVIES.format(name=facts.name)
            return Match(named[0] if agree else None, by_key=keyed == named[0], fault=fault)
        if keyed and self._agrees(keyed, facts):
            return Match(keyed, by_key=True)
        return Match(next((movie for movie in self._under_title(facts) if self._agrees(movie, facts)), None))

    def _under_title(self, facts: MovieFacts) -> Sequence[int]:
        there = self.titles[sort_title(facts.title), facts.year]
        return [row.id for row in there if row.id not in self.keyed and same_title(row.title, facts.title)]

    def _agrees(self, movie_id: int, facts: MovieFacts) -> bool:
        row = self.rows[movie_id]
        pairs = [(getattr(row, name), facts.values.get(name)) for name in IDS]
        own = [self.by_ids[name].get(facts.values.get(name)) == movie_id for name in IDS]
        return all(
            here is None or there is None or here == there or is_own
            for (here, there), is_own in zip(pairs, own, strict=True)
        )

    def _known_by(self, name: str) -> Mapping[object, int]:
        """Whose number each is, or was before two movies became one."""
        column = getattr(Movie, name)
        values = [value for facts in self.told if (value := facts.values.get(name)) is not None]
        former = sa.select(MovieSource.key, MovieSource.movie_id).filter_by(source=name)
        rows = db.session.execute(former.where(one_of(MovieSource.key, [str(value) for value in values])))
        merged = {row.key: row.movie_id for row in rows} if values else {}
        now = dict(among(column, values, column, Movie.id))
        return {value: merged[str(value)] for value in values if str(value) in merged} | now

    def _known_by_key(self) -> Mapping[str, int]:
        keys = sa.select(MovieSource.key, MovieSource.movie_id).filter_by(source=self.source.name)
        wanted = one_of(MovieSource.key, [facts.key for facts in self.told])
        return {row.key: row.movie_id for row in db.session.execute(keys.where(wanted))}

    def _namesakes(self, told: Sequence[MovieFacts]) -> list[Any]:
        titles = {sort_title(facts.title) for facts in told}
        return sorted(
            among(Movie.sort_title, titles, Movie.id, Movie.title, Movie.sort_title, Movie.year), key=lambda row: row.id
        )

    def _keyed(self, unknown: Sequence[MovieFacts]) -> set[int]:
        """The namesakes that this source already calls something else, where that makes them other films."""
        if not self.source.keys_are_films or not unknown:
            return set()
        of_source = sa.select(MovieSource.movie_id).filter_by(source=self.source.name)
        return set(
            db.session.scalars(of_source.where(one_of(MovieSource.movie_id, [row.id for row in self.namesakes])))
        )
