"""The index: one row for each thing anybody may find, and the words that names are made of.

The database itself keeps what is looked up: on SQLite two full-text tables that triggers on `entries` fill, on
PostgreSQL two generated columns. A rolled-back row is gone from all of them. Migration 0002 makes the same things.
"""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from forum.kernel.db import Model, Numbered, PlainText
from forum.members.models import Member
from forum.movies.models import Movie, Person


class Kind(enum.StrEnum):
    """What an entry leads to."""

    MOVIE = "movie"
    PERSON = "person"
    THREAD = "thread"
    POST = "post"
    REVIEW = "review"
    QUOTE = "quote"
    MEMBER = "member"


# Those that are looked for by name; the others by what they say.
NAMED = (Kind.MOVIE, Kind.PERSON, Kind.MEMBER)


class Entry(Numbered, Model):
    """One thing that may be found. It holds only what anybody may read: what is hidden has no entry, spoilers no word.

    `exact` is the folded name, `names` the words it is found by, `folded` those of everything else; `body` is what an
    excerpt is cut from.
    """

    __tablename__ = "entries"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject_id"),
        sa.Index("ix_entries_exact", "exact", sqlite_where=sa.text("exact <> ''"),
                 postgresql_where=sa.text("exact <> ''")),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(sa.String(10))
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    title: Mapped[str] = mapped_column(sa.String(300))
    exact: Mapped[str] = mapped_column(PlainText, default="")
    names: Mapped[str] = mapped_column(sa.Text, default="")
    folded: Mapped[str] = mapped_column(sa.Text, default="")
    body: Mapped[str] = mapped_column(sa.Text, default="")
    movie_id: Mapped[int | None] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]

    movie: Mapped[Movie | None] = relationship(lazy="raise_on_sql")
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        primaryjoin=lambda: sa.and_(Entry.kind == Kind.PERSON.value, Person.id == foreign(Entry.subject_id)),
    )


class NameWord(Model):
    """A word of some name, forwards and backwards: a mistyped one has its beginning or its end in common with it."""

    __tablename__ = "name_words"

    word: Mapped[str] = mapped_column(PlainText, primary_key=True)
    backwards: Mapped[str] = mapped_column(PlainText, index=True)


# Only names are found by the beginnings of their words: an index of all beginnings in all texts made each reply write
# three times as long.
SQLITE: tuple[str, ...] = (
    (
        "CREATE VIRTUAL TABLE entries_words USING fts5(kind, names, folded, content='entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', detail=column, columnsize=0)"
    ),
    (
        "CREATE VIRTUAL TABLE entries_names USING fts5(kind, names, content='entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', detail=column, columnsize=0, prefix='2 3')"
    ),
    (
        "CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN "
        "INSERT INTO entries_words (rowid, kind, names, folded) VALUES (new.id, new.kind, new.names, new.folded); END"
    ),
    (
        "CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN "
        "INSERT INTO entries_words (entries_words, rowid, kind, names, folded) "
        "VALUES ('delete', old.id, old.kind, old.names, old.folded); END"
    ),
    (
        "CREATE TRIGGER entries_changed AFTER UPDATE OF names, folded ON entries "
        "WHEN old.names <> new.names OR old.folded <> new.folded BEGIN "
        "INSERT INTO entries_words (entries_words, rowid, kind, names, folded) "
        "VALUES ('delete', old.id, old.kind, old.names, old.folded); "
        "INSERT INTO entries_words (rowid, kind, names, folded) VALUES (new.id, new.kind, new.names, new.folded); END"
    ),
    (
        "CREATE TRIGGER entries_named AFTER INSERT ON entries WHEN new.names <> '' BEGIN "
        "INSERT INTO entries_names (rowid, kind, names) VALUES (new.id, new.kind, new.names); END"
    ),
    (
        "CREATE TRIGGER entries_unnamed AFTER DELETE ON entries WHEN old.names <> '' BEGIN "
        "INSERT INTO entries_names (entries_names, rowid, kind, names) "
        "VALUES ('delete', old.id, old.kind, old.names); END"
    ),
    (
        "CREATE TRIGGER entries_renamed AFTER UPDATE OF names ON entries WHEN old.names <> new.names BEGIN "
        "INSERT INTO entries_names (entries_names, rowid, kind, names) "
        "VALUES ('delete', old.id, old.kind, old.names); "
        "INSERT INTO entries_names (rowid, kind, names) VALUES (new.id, new.kind, new.names); END"
    ),
)
# Each word carries its kind: so the server knows how common a word is among the things of one kind, and walks the
# newest of them or asks the index, whichever is less work.
POSTGRESQL: tuple[str, ...] = (
    (
        "ALTER TABLE entries "
        "ADD COLUMN names_tsv tsvector GENERATED ALWAYS AS ("
        "array_to_tsvector(string_to_array(kind || '.' || replace(names, ' ', ' ' || kind || '.'), ' '))) STORED, "
        "ADD COLUMN words_tsv tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array("
        "kind || '.' || replace(trim(names || ' ' || folded), ' ', ' ' || kind || '.'), ' '))) STORED"
    ),
    "CREATE INDEX ix_entries_names_tsv ON entries USING gin (names_tsv)",
    "CREATE INDEX ix_entries_words_tsv ON entries USING gin (words_tsv)",
)

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        _made: Any = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        sa.event.listen(Entry.__table__, "after_create", _made.execute_if(dialect=_dialect))
for _table in ("entries_words", "entries_names"):
    _gone: Any = sa.DDL(f"DROP TABLE IF EXISTS {_table}")  # type: ignore[no-untyped-call]
    sa.event.listen(Entry.__table__, "before_drop", _gone.execute_if(dialect="sqlite"))
