"""The one statement that looks everything up: made once for each set of kinds, filled with what was typed.

What it brings is bounded: of each kind the newest that have the words. Ranking all that have a common word would cost
what the house is large.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from forum.kernel.db import db, on_postgresql
from forum.movies.models import Movie
from forum.search.models import Entry, Kind
from forum.search.near import AFTER_ALL

# How many of a kind are ranked: where it is looked among alone, and among all kinds by their names and by their texts.
MOST_ALONE, MOST_NAMED, MOST_GLANCED = 1000, 300, 100
MOST_BEGINNINGS = 50  # names that begin with what was typed
# People and members are names alone; what a post is called its thread is called.
HAVE_NAMES = tuple(kind for kind in Kind if kind is not Kind.POST)
HAVE_TEXTS = tuple(kind for kind in Kind if kind not in (Kind.PERSON, Kind.MEMBER))

Alternatives = Sequence[Iterable[str]]  # for each word those it may be


def look(
    words: Alternatives, kinds: tuple[Kind, ...], *, texts: bool = True, beginnings: Sequence[str] = ()
) -> Sequence[Any]:
    """Things of these kinds that are named with the words, with `texts` also those that only speak of them.

    The last word of a name may be only begun. Names that begin with all of one of the `beginnings` are there, too.
    """
    most = MOST_ALONE if len(kinds) == 1 else None
    wanted: dict[str, Any] = {"most_named": most or MOST_NAMED, "most_said": most or MOST_GLANCED}
    spelled = _postgresql_words if on_postgresql() else _sqlite_words
    for kind in kinds:
        wanted |= {f"{kind}_named": spelled(words, kind, begun=True), f"{kind}_said": spelled(words, kind)}
    for at, name in enumerate(beginnings):
        wanted |= {f"from_{at}": name, f"to_{at}": name + AFTER_ALL}
    rows = db.session.execute(_statement(kinds, texts, len(beginnings), on_postgresql()), wanted)
    # Not asked of the database: it would look at every entry of these kinds instead of the few that are wanted.
    return [row for row in rows if row[1] in kinds]


@lru_cache
def _statement(kinds: tuple[Kind, ...], texts: bool, beginnings: int, for_postgresql: bool) -> Any:
    newest = _newest_there if for_postgresql else _newest_here
    some = [newest("names", kind, f"{kind}_named", "most_named") for kind in kinds if kind in HAVE_NAMES]
    some += [newest("words", kind, f"{kind}_said", "most_said") for kind in kinds if kind in HAVE_TEXTS and texts]
    some += [_beginning(at) for at in range(beginnings)]
    ids = sa.union_all(*(sa.select(one.subquery().c.id) for one in some)).subquery()
    columns = Entry.id, Entry.kind, Entry.exact, Entry.names, Movie.ratings_count, Movie.year
    is_movie = sa.and_(Entry.kind == Kind.MOVIE.value, Movie.id == Entry.movie_id)
    return sa.select(*columns).outerjoin(Movie, is_movie).where(Entry.id.in_(sa.select(ids.c.id)))


def _newest_there(what: str, kind: Kind, wanted: str, most: str) -> sa.Select[Any]:
    # The words stand in the statement itself: the server is to plan for these, not for just any.
    query = sa.cast(sa.bindparam(wanted, type_=sa.String, literal_execute=True), TSQUERY)
    has: Any = sa.literal_column(f"entries.{what}_tsv").op("@@")(query)
    of_kind = sa.select(Entry.id).where(Entry.kind == kind.value, has)
    # Not by id: the server would walk through the newer things of all other kinds.
    return of_kind.order_by(Entry.subject_id.desc()).limit(sa.bindparam(most, type_=sa.Integer))


def _newest_here(what: str, _kind: Kind, wanted: str, most: str) -> sa.Select[Any]:
    table = sa.table(f"entries_{what}", sa.column("rowid", sa.Integer))
    has: Any = sa.literal_column(table.name).op("MATCH")(sa.bindparam(wanted, type_=sa.String))
    newest = sa.select(table.c.rowid.label("id")).where(has).order_by(table.c.rowid.desc())
    return newest.limit(sa.bindparam(most, type_=sa.Integer))


def _beginning(at: int) -> sa.Select[Any]:
    start, end = sa.bindparam(f"from_{at}", type_=sa.String), sa.bindparam(f"to_{at}", type_=sa.String)
    begins = sa.and_(Entry.exact >= start, Entry.exact < end, Entry.exact != "")
    return sa.select(Entry.id).where(begins).order_by(Entry.exact).limit(MOST_BEGINNINGS)


def _says_enough(words: Alternatives) -> bool:
    """Whether the last word may be only begun: thousands of names hold a word with this first letter."""
    return len(next(iter(words[-1]))) > 1


def _sqlite_words(words: Alternatives, kind: Kind, *, begun: bool = False) -> str:
    """Each word is quoted, so that no text is ever syntax; words hold letters and digits alone."""
    *whole, last = [[f'"{word}"' for word in some] for some in words]
    last[0] += " *" if begun and _says_enough(words) else ""
    wanted = " AND ".join(f"({' OR '.join(some)})" for some in [*whole, last])
    return f'kind : "{kind.value}" AND {{{"names" if begun else "names folded"}}} : ({wanted})'


def _postgresql_words(words: Alternatives, kind: Kind, *, begun: bool = False) -> str:
    *whole, last = [[f"'{kind.value}.{word}'" for word in some] for some in words]
    last[0] += ":*" if begun and _says_enough(words) else ""
    return " & ".join(f"({' | '.join(some)})" for some in [*whole, last])
