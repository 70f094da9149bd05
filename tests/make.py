"""Small factories: readable defaults, override what the test is about."""

from itertools import count
from typing import Any

from forum.kernel.db import db
from forum.kernel.db import now as moment
from forum.members.models import Member, Role
from forum.members.names import look_alike_key, name_key
from tests.movies.make import movie

__all__ = ["admin", "member", "moderator", "moment", "movie", "super_reviewer"]

# The hash of nothing anybody could type: tests sign in by their row, not by hashing.
NO_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$bm90aGluZw$bm90aGluZw"
_n = count(1)


def member(name: str | None = None, **facts: Any) -> Member:
    """Somebody who can sign in."""
    name = name or f"Member {_n_in_letters(next(_n))}"
    made = Member(
        **{"name": name, "name_key": name_key(name), "look_alike_key": look_alike_key(name)}
        | {"password_hash": NO_PASSWORD}
        | facts
    )
    db.session.add(made)
    db.session.commit()
    return made


def moderator(name: str | None = None, **facts: Any) -> Member:
    """Somebody who decides."""
    return member(name, role=Role.MODERATOR.value, **facts)


def admin(name: str | None = None, **facts: Any) -> Member:
    """Somebody who keeps the house."""
    return member(name, role=Role.ADMIN.value, **facts)


def super_reviewer(name: str | None = None, **facts: Any) -> Member:
    """Somebody with the badge."""
    return member(name, is_super_reviewer=True, **facts)


def _n_in_letters(number: int) -> str:
    """7 becomes `g`: letters, so that no two generated names look alike."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
