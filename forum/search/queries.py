"""Find: the newest thousand of each kind that have the words, then the best of them first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.movies.actions.rows import on_postgresql
from forum.movies.models import Movie
from forum.search.models import NAMED, Entry, Kind
from forum.search.near import AFTER_ALL, Near, near_words
from forum.search.words import Query

# Ranking a common word over everything costs a hundred milliseconds, over the newest thousand two.
MOST_RANKED = 1000
MOST_BEGINNINGS = 50  # names that begin with what was typed
MOST_GLANCED = 200  # of things looked for by what they say, where all kinds are shown at once
# People and members are names alone; what a post is called its thread is called.
HAVE_NAMES = tuple(kind for kind in Kind if kind is not Kind.POST)
HAVE_TEXTS = tuple(kind for kind in Kind if kind not in (Kind.PERSON, Kind.MEMBER))

Alternatives = Sequence[Iterable[str]]  # for each word those it may be


@dataclass(frozen=True)
class Found:
    """The ids of the entries found, best first, by kind. `nearly`: no name is what was typed, but these come close."""

    ids: dict[Kind, list[int]]
    nearly: bool = False


def find(query: Query, kinds: Sequence[Kind], *, names_only: bool = False) -> Found:
    """What of these kinds has the words of the query, in at most three statements."""
    if not query.words:
        return Found({})
    rows = _candidates(query, kinds, names_only)
    ranked = _ranked(rows, query)
    named = [kind for kind in kinds if kind in NAMED]
    if not named or any(_is_named(row, query) for row in rows if row.kind in NAMED):
        return Found(ranked)
    near = _find_near(query, named)
    # Names that come close are meant rather than things that only speak of these words.
    for kind, ids in near.items():
        ranked[kind] = list(dict.fromkeys([*ids, *ranked.get(kind, ())]))
    return Found(ranked, nearly=bool(near))


def load(ids: Sequence[int]) -> list[Entry]:
    """These entries in this order, with their movies and members."""
    both = joinedload(Entry.movie), joinedload(Entry.member)
    entries = db.session.scalars(sa.select(Entry).options(*both).where(Entry.id.in_(ids)))
    by_id = {entry.id: entry for entry in entries}
    return [by_id[entry_id] for entry_id in ids if entry_id in by_id]


def _find_near(query: Query, kinds: Sequence[Kind]) -> dict[Kind, list[int]]:
    near = near_words(query.words)
    if all(len(words) == 1 for words in near):
        return {}
    rows = _rows([_named(near, kind, MOST_RANKED) for kind in kinds])
    found: dict[Kind, list[int]] = {}
    for row in sorted(rows, key=lambda row: _slips(row, near)):
        found.setdefault(Kind(row.kind), []).append(row.id)
    return found


def _slips(row: Any, near: Sequence[Near]) -> tuple[Any, ...]:
    """How far a name is from what was typed, then how much else is in it, then how well known it is."""
    names = set(row.names.split())
    met = [min((slips for word, slips in words.items() if word in names), default=1) for words in near]
    return sum(met), len(names), -(row.ratings_count or 0), -(row.year or 0), -row.id


def _candidates(query: Query, kinds: Sequence[Kind], names_only: bool) -> list[Any]:
    """The rows that have the words, those named with them, and those whose names begin with all that was typed."""
    words, alone = [[word] for word in query.words], len(kinds) == 1
    by_words = []
    for kind in kinds:
        most = MOST_RANKED if alone or kind in NAMED else MOST_GLANCED
        by_words += [_named(words, kind, most)] if kind in HAVE_NAMES else []
        by_words += [_with_words(words, kind, most)] if kind in HAVE_TEXTS and not names_only else []
    return _rows([*by_words, *_beginning(query, [kind for kind in kinds if kind in NAMED])])


def _rows(selects: Sequence[Any]) -> list[Any]:
    ids = sa.union_all(*(sa.select(select.subquery().c.id) for select in selects)).subquery()
    columns = Entry.id, Entry.kind, Entry.exact, Entry.names, Movie.ratings_count, Movie.year
    is_movie = sa.and_(Entry.kind == Kind.MOVIE.value, Movie.id == Entry.movie_id)
    rows = sa.select(*columns).outerjoin(Movie, is_movie).where(Entry.id.in_(sa.select(ids.c.id)))
    return list(db.session.execute(rows))


def _beginning(query: Query, kinds: Sequence[Kind]) -> list[Any]:
    typed = [exact for exact in (query.exact, query.exact_before_year) if exact and kinds]
    return [_beginning_with(exact, kinds) for exact in typed]


def _beginning_with(exact: str, kinds: Sequence[Kind]) -> Any:
    begins = sa.and_(Entry.exact >= exact, Entry.exact < exact + AFTER_ALL, Entry.exact != "")
    names = [kind.value for kind in kinds]
    return sa.select(Entry.id).where(begins, Entry.kind.in_(names)).order_by(Entry.exact).limit(MOST_BEGINNINGS)


def _with_words(words: Alternatives, kind: Kind, most: int) -> Any:
    """The newest of one kind that have all the words, anywhere."""
    if on_postgresql():
        return _newest(kind, most, sa.literal_column("entries.words_tsv"), _postgresql_words(words, ""))
    return _newest_there("entries_words", "names folded", kind, most, _sqlite_words(words, ""))


def _named(words: Alternatives, kind: Kind, most: int) -> Any:
    """The newest of one kind that have all the words in their names, the last of which may be only begun."""
    if on_postgresql():
        return _newest(kind, most, sa.literal_column("entries.names_tsv"), _postgresql_words(words, ":*"))
    return _newest_there("entries_names", "names", kind, most, _sqlite_words(words, " *"))


def _newest(kind: Kind, most: int, column: Any, wanted: str) -> Any:
    has = column.op("@@")(sa.cast(wanted, TSQUERY))
    return sa.select(Entry.id).where(Entry.kind == kind.value, has).order_by(Entry.id.desc()).limit(most)


def _newest_there(name: str, columns: str, kind: Kind, most: int, wanted: str) -> Any:
    table = sa.table(name, sa.column("rowid", sa.Integer))
    has = sa.literal_column(name).op("MATCH")(f'kind : "{kind.value}" AND {{{columns}}} : ({wanted})')
    return sa.select(table.c.rowid.label("id")).where(has).order_by(table.c.rowid.desc()).limit(most)


def _sqlite_words(words: Alternatives, ending: str) -> str:
    """Each word is quoted, so that no text is ever syntax; words hold letters and digits alone."""
    *whole, last = [[f'"{word}"' for word in some] for some in words]
    last[0] += ending
    return " AND ".join(f"({' OR '.join(some)})" for some in [*whole, last])


def _postgresql_words(words: Alternatives, ending: str) -> str:
    *whole, last = [[f"'{word}'" for word in some] for some in words]
    last[0] += ending
    return " & ".join(f"({' | '.join(some)})" for some in [*whole, last])


def _ranked(rows: Sequence[Any], query: Query) -> dict[Kind, list[int]]:
    found: dict[Kind, list[int]] = {}
    for row in sorted(rows, key=lambda row: _rank(row, query)):
        found.setdefault(Kind(row.kind), []).append(row.id)
    return found


def _rank(row: Any, query: Query) -> tuple[Any, ...]:
    """An exact name, then one that begins so, then one with all the words, then the rest; the well known first."""
    popularity = -(row.ratings_count or 0), -(row.year or 0)
    if _is_exact(row, query):
        return 0, *popularity, -row.id
    if row.exact and row.exact.startswith(query.exact):
        return 1, *popularity, -row.id
    names = row.names.split()
    missing = sum(word not in names for word in query.words)
    begun = missing == 1 and any(name.startswith(query.words[-1]) for name in names)
    tier = 2 if not missing else 3 if begun else 4
    others = len(names) if row.kind in NAMED else 0
    return tier, popularity[0], others, popularity[1], -row.id


def _is_exact(row: Any, query: Query) -> bool:
    if not row.exact:
        return False
    return bool(row.exact == query.exact or (row.year == query.year and row.exact == query.exact_before_year))


def _is_named(row: Any, query: Query) -> bool:
    return _is_exact(row, query) or _rank(row, query)[0] < 4
