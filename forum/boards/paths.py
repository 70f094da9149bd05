"""Where a post stands in its thread's tree, and the id it will have, known before it is written."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from forum.boards.models import DEEPEST_PATH, STEP, Post
from forum.kernel.db import BigId, db

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
BEYOND = "{"  # sorts after every digit: what lies between a path and path + BEYOND is beneath that path
DEEPEST = DEEPEST_PATH * STEP


def path_under(parent_path: str, post_id: int) -> str:
    """The path of a post beneath a parent; from the deepest path on it stands beneath that ancestor."""
    return parent_path[:DEEPEST] + _digits(post_id)


def beneath(path: str) -> sa.ColumnElement[bool]:
    """The condition for every post below a path; below the deepest one, for all that share its place."""
    top = path[:DEEPEST]
    return sa.and_(Post.path > top, Post.path < top + BEYOND)


class next_post_id(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it stands for
    """The id for the next post, so that its path can be written with it in one INSERT.

    On SQLite it is only safe for whoever holds the one writer's place, which every writing request does.
    """

    type = BigId
    inherit_cache = True  # holds of functions, not of columns in general: without it each reply is compiled anew


@compiles(next_post_id, "postgresql")
def _from_the_sequence(_element: next_post_id, _compiler: Any, **_options: Any) -> str:
    return "nextval(pg_get_serial_sequence('posts', 'id'))"


@compiles(next_post_id, "sqlite")
def _after_the_last(_element: next_post_id, _compiler: Any, **_options: Any) -> str:
    return "(SELECT coalesce(max(latest.id), 0) + 1 FROM posts AS latest)"


def post_ids(number: int) -> list[int]:
    """Ids for so many new posts, in order; nobody else will be given them."""
    if db.session.get_bind().dialect.name == "postgresql":
        return list(db.session.scalars(sa.select(next_post_id()).select_from(sa.func.generate_series(1, number))))
    first = db.session.scalar(sa.select(next_post_id())) or 1
    return list(range(first, first + number))


def _digits(number: int) -> str:
    digits = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
