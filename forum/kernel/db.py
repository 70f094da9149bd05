"""The database handle, the column types every table shares, and the two writes that are safe against a race."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from forum.kernel import clock
from forum.kernel.db_session import session_options

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(sa.TypeDecorator[datetime]):
    """A point in time: aware UTC in Python, timestamptz on PostgreSQL, UTC text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a column of moments holds: cursors of keyset pages ask."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; SQLite gets it in UTC without one, so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand the moment back in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# Ordered byte by byte on both databases, so that a prefix is a range and a path sorts as a tree.

PlainText = sa.String(collation="C").with_variant(sa.String(), "sqlite")


# For `__table_args__` of a table of which readers without a session are never shown anything: what is written there
# leaves the pages kept for them as they are. A table that forgets to say so makes them old, and no more.
UNSEEN: dict[str, Any] = {"info": {"unseen": True}}


class Base(DeclarativeBase):
    """The root of every model."""

    registry = registry(metadata=sa.MetaData(naming_convention=NAMES), type_annotation_map={datetime: Moment})


now = clock.now  # beside the columns that it fills
db = SQLAlchemy(model_class=Base, session_options=session_options())

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def on_postgresql() -> bool:
    """Whether this is PostgreSQL; else it is SQLite."""
    return db.session.get_bind().dialect.name == "postgresql"


class Numbered:
    """Adds an id."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Stamped(Numbered):
    """Adds an id and the moment of creation."""

    created_at: Mapped[datetime] = mapped_column(default=now)


def run(statement: sa.Executable, told: Any = None) -> sa.CursorResult[Any]:
    """Run a statement on tables past the session, at half the cost: for what no loaded object has to be told of."""
    return db.session.connection().execute(statement, told)


def add_once(model: type[Base], **values: Any) -> bool:
    """Insert the row unless one with the same unique key stands; True when this call made it."""
    statement = _insert(model).values(**values).on_conflict_do_nothing().returning(sa.literal(1))
    return db.session.scalar(statement) is not None


def add_all_once(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose unique keys are not taken, in as few statements as they fit in."""
    if rows:
        db.session.execute(_insert(model).on_conflict_do_nothing(), rows)


def copy_once(model: type[Base], columns: Sequence[str], rows: "sa.Select[Any]") -> None:
    """Insert what the select finds, but for the rows whose unique keys are taken. The select must have a WHERE."""
    db.session.execute(_insert(model).from_select(columns, rows, include_defaults=False).on_conflict_do_nothing())


def put(model: type[Base], keys: dict[str, Any], **values: Any) -> None:
    """Insert the row, or change the one that stands under the same unique key."""
    statement = _insert(model).values(**keys, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=values))


def take_out(model: type[Base], **keys: Any) -> bool:
    """Delete the rows with these values; True when there was one."""
    table = model.__table__
    conditions = [table.c[name] == value for name, value in keys.items()]
    return bool(db.session.execute(sa.delete(model).where(*conditions)).rowcount)  # type: ignore[attr-defined]


def _insert(model: type[Base]) -> Any:
    """The insert of the database in use: both know ON CONFLICT, each under its own import."""
    return postgresql.insert(model) if on_postgresql() else sqlite.insert(model)
