"""Keep the index in step: one thing, some things, or all of them from the beginning."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.kernel.db import add_all_once, db
from forum.search.models import NAMED, Entry, Kind, NameWord
from forum.search.subjects import rows_of, table_of

PIECE = 500  # things indexed in one transaction while the house is open
KEYS = ("kind", "subject_id")
UNSYNCED = {"synchronize_session": False}


def index(kind: Kind, ids: Collection[int]) -> None:
    """Of these things those that anybody may find are in the index as they read now, and the others are not."""
    rest = iter(ids)
    while some := list(islice(rest, PIECE)):
        _index(kind, some)


def index_next(kind: Kind, after: int) -> int | None:
    """Index the next things of this kind behind that id; the id of the last one, None when there were no more.

    Entries between them whose things are gone go as well.
    """
    model = table_of(kind)
    # Held, so that who changes one of them meanwhile comes after us and writes what it says then.
    some = sa.select(model.id).where(model.id > after).order_by(model.id).limit(PIECE).with_for_update(read=True)
    ids = db.session.scalars(some).all()
    last = ids[-1] if len(ids) == PIECE else None
    gone = sa.delete(Entry).where(Entry.kind == kind.value, Entry.subject_id > after, Entry.subject_id.not_in(ids))
    gone = gone if last is None else gone.where(Entry.subject_id <= last)
    db.session.execute(gone, execution_options=UNSYNCED)
    index(kind, ids)
    return last


def count_of(kind: Kind) -> int:
    """About how many things of this kind there are, for a bar: the largest id."""
    return db.session.scalar(sa.select(sa.func.max(table_of(kind).id))) or 0


def _index(kind: Kind, ids: Sequence[int]) -> None:
    rows = list(rows_of(kind, ids))
    _put(rows)
    if kind in NAMED:
        _learn(rows)
    found = {row["subject_id"] for row in rows}
    _take_out(kind, [subject_id for subject_id in ids if subject_id not in found])


def _put(rows: Sequence[dict[str, Any]]) -> None:
    """Rows that read as before are not written again."""
    if not rows:
        return
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    table: Any = Entry.__table__
    insert: Any = postgresql.insert(table) if on_postgresql else sqlite.insert(table)
    told = {name: insert.excluded[name] for name in rows[0] if name not in (*KEYS, "created_at")}
    differs = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in told.items()))
    statement = insert.on_conflict_do_update(index_elements=KEYS, set_=told, where=differs)
    db.session.execute(statement, sorted(rows, key=lambda row: int(row["subject_id"])))


def _take_out(kind: Kind, ids: Sequence[int]) -> None:
    if ids:
        gone = sa.delete(Entry).where(Entry.kind == kind.value, Entry.subject_id.in_(ids))
        db.session.execute(gone, execution_options=UNSYNCED)


def _learn(rows: Iterable[dict[str, Any]]) -> None:
    """The words of names are known. Sorted, so that two who bring the same new words do not wait for each other."""
    words = sorted({word for row in rows for word in row["names"].split()})
    known = set(db.session.scalars(sa.select(NameWord.word).where(NameWord.word.in_(words))))
    add_all_once(NameWord, [{"word": word, "backwards": word[::-1]} for word in words if word not in known])
