"""Keep the index in step: one thing, some things, or all of them from the beginning."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.boards.models import Post, Thread
from forum.kernel.db import db, on_postgresql, run
from forum.movies.actions.rows import MOST_VALUES, add_missing, among, chunks, one_of
from forum.search.models import NAMED, Entry, Kind, NameWord
from forum.search.subjects import Row, held, movies_and_people, reply_row, rows_of, table_of

PIECE = 500  # things indexed in one transaction while the house is open
KEYS = ("kind", "subject_id")
TOLD = ("title", "exact", "names", "folded", "body", "movie_id", "member_id")
NAMED_AFTER_MOVIES = (Kind.REVIEW, Kind.QUOTE)
STANDING = tuple(getattr(Entry, name) for name in ("subject_id", *TOLD))
UNSYNCED = {"synchronize_session": False}

Key = tuple[str, int]  # kind and id of a thing


def index(kind: Kind, ids: Collection[int]) -> None:
    """Of these things those that anybody may find are in the index as they read now, and the others are not."""
    for some in chunks(ids, PIECE):
        rows = list(rows_of(kind, some))
        _put(rows)
        _learn(rows)
        _take_out(kind, some, rows)


def index_reply(post: Post, thread: Thread) -> None:
    """A reply that was written a moment ago is found. Both are at hand, so this is one statement."""
    _put([reply_row(post, thread)])


def index_movies(movie_ids: Collection[int]) -> None:
    """These movies and those who made them are found as they read now, and what is said about a movie by its new name.

    What reads as before is not written: most of an import that is run again.
    """
    for some in chunks(movie_ids, PIECE):
        rows = list(movies_and_people(some))
        before = _standing(rows)
        changed = _changed(rows, before)
        _put(changed)
        _learn(changed)
        _name_anew([row["movie_id"] for row in changed if row["movie_id"] and _key(row) in before])


def follow_merged(kept_id: int, dropped_id: int) -> None:
    """What is said about the dropped movie is found as said about the kept one, and by its name; itself is no more."""
    about = Entry.movie_id == dropped_id
    told = sa.select(Entry.kind, Entry.subject_id).where(about, Entry.kind.in_([k.value for k in NAMED_AFTER_MOVIES]))
    named = db.session.execute(told).all()
    itself = sa.delete(Entry).where(Entry.kind == Kind.MOVIE.value, Entry.subject_id == dropped_id)
    db.session.execute(itself, execution_options=UNSYNCED)
    db.session.execute(sa.update(Entry).where(about).values(movie_id=kept_id), execution_options=UNSYNCED)
    for kind in NAMED_AFTER_MOVIES:
        index(kind, [row.subject_id for row in named if row.kind == kind.value])


def index_next(kind: Kind, after: int) -> int | None:
    """Index the next things of this kind behind that id; the id of the last one, None when there were no more.

    Entries between them whose things are gone go as well.
    """
    # Held, so that who changes one of them meanwhile comes after us and writes what it says then.
    ids = db.session.scalars(held(kind, after, PIECE)).all()
    last = ids[-1] if len(ids) == PIECE else None
    _sweep(kind, after, last)
    rows = list(rows_of(kind, ids))
    _put(_changed(rows, _standing(rows)))
    _learn(rows)
    _take_out(kind, ids, rows)
    return last


def count_of(kind: Kind) -> int:
    """About how many things of this kind there are, for a bar: the largest id."""
    return db.session.scalar(sa.select(sa.func.max(table_of(kind).id))) or 0


def _key(row: Mapping[str, Any]) -> Key:
    return row["kind"], row["subject_id"]


def _standing(rows: Iterable[Row]) -> dict[Key, tuple[Any, ...]]:
    """How these things read in the index so far."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row["subject_id"])
    found: dict[Key, tuple[Any, ...]] = {}
    for kind, some in ((kind, some) for kind, ids in by_kind.items() for some in chunks(ids, MOST_VALUES)):
        theirs = sa.select(*STANDING).where(Entry.kind == kind, one_of(Entry.subject_id, some))
        found |= {(kind, subject_id): tuple(told) for subject_id, *told in db.session.execute(theirs)}
    return found


def _changed(rows: Iterable[Row], before: dict[Key, tuple[Any, ...]]) -> list[Row]:
    return [row for row in rows if before.get(_key(row)) != tuple(row[name] for name in TOLD)]


def _name_anew(movie_ids: Sequence[int]) -> None:
    """What is said about a movie is also found by the movie's name."""
    if not movie_ids:
        return
    for kind in NAMED_AFTER_MOVIES:
        about = sa.select(Entry.subject_id).where(one_of(Entry.movie_id, movie_ids), Entry.kind == kind.value)
        index(kind, db.session.scalars(about).all())


def _put(rows: Sequence[Row]) -> None:
    if rows:
        # In one order for everybody, so that no two wait for each other.
        run(_upsert(on_postgresql()), sorted(rows, key=_key))


@lru_cache
def _upsert(for_postgresql: bool) -> Any:
    """The one statement of a change, built once: every reply runs it."""
    insert: Any = (postgresql if for_postgresql else sqlite).insert(Entry.__table__).inline()
    return insert.on_conflict_do_update(index_elements=KEYS, set_={name: insert.excluded[name] for name in TOLD})


def _sweep(kind: Kind, after: int, last: int | None) -> None:
    """Entries whose things are gone. Asked in the statement that deletes: what is written meanwhile is there whole."""
    model = table_of(kind)
    is_there = sa.exists().where(model.id == Entry.subject_id)
    gone = sa.delete(Entry).where(Entry.kind == kind.value, Entry.subject_id > after, ~is_there)
    gone = gone if last is None else gone.where(Entry.subject_id <= last)
    db.session.execute(gone, execution_options=UNSYNCED)


def _take_out(kind: Kind, ids: Iterable[int], rows: Iterable[Row]) -> None:
    """Those of the things that have no row may not be found."""
    kept = {row["subject_id"] for row in rows}
    hidden = [subject_id for subject_id in ids if subject_id not in kept]
    if hidden:
        gone = sa.delete(Entry).where(Entry.kind == kind.value, one_of(Entry.subject_id, hidden))
        db.session.execute(gone, execution_options=UNSYNCED)


def _learn(rows: Iterable[Row]) -> None:
    """The words of names are known. Sorted, so that two who bring the same new words do not wait for each other."""
    words = sorted({word for row in rows if row["kind"] in NAMED for word in row["names"].split()})
    known = {word for (word,) in among(NameWord.word, words, NameWord.word)}
    add_missing(NameWord, [{"word": word, "backwards": word[::-1]} for word in words if word not in known])
