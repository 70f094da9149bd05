"""Ways to find members."""

from collections.abc import Iterable

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.kernel.text import is_sound
from forum.members.models import HOLDS_BADGE, Follow, Member, Role, SignIn
from forum.members.names import name_key


def find_member(name: str) -> Member | None:
    """The member of this name, whatever its case."""
    key = name_key(name) if is_sound(name) else ""
    return db.session.scalar(sa.select(Member).where(Member.name_key == key)) if key else None


def get_member(name: str) -> Member:
    """The member of this name; raises Missing."""
    member = find_member(name)
    if member is None:
        raise Missing("There is no member of this name.")
    return member


def members_named(names: Iterable[str]) -> dict[str, Member]:
    """Members by their name key, in one query."""
    keys = {name_key(name) for name in names}
    found = db.session.scalars(sa.select(Member).where(Member.name_key.in_(keys)))
    return {member.name_key: member for member in found}


def newest_members(super_reviewers: bool = False, *, place: Place = START, size: int = 48) -> Page:
    """All members, or those with the badge, newest first."""
    listed = sa.select(Member).where(HOLDS_BADGE) if super_reviewers else sa.select(Member)
    return keyset(listed, Member.created_at, Member.name_key, place=place, size=size)


def most_followed(*, place: Place = START, size: int = 48) -> Page:
    """All members, those with most followers first."""
    return keyset(sa.select(Member), Member.followers_count, Member.name_key, place=place, size=size)


def staff() -> list[Member]:
    """Everybody who moderates, admins first."""
    kept = sa.select(Member).where(Member.role != Role.MEMBER.value)
    return list(db.session.scalars(kept.order_by(Member.role, Member.name_key).limit(200)))


def sign_ins_of(member: Member) -> list[SignIn]:
    """Where the member is signed in, newest first."""
    mine = sa.select(SignIn).where(SignIn.member_id == member.id)
    return list(db.session.scalars(mine.order_by(SignIn.id.desc()).limit(100)))


def follows(follower: Member | None, followed: Member) -> bool:
    """Whether the one reads the other more closely."""
    if follower is None:
        return False
    link = sa.select(Follow.follower_id).filter_by(follower_id=follower.id, followed_id=followed.id)
    return db.session.scalar(link) is not None


def followed_by(member: Member, *, place: Place = START, size: int = 30) -> Page:
    """The members this one follows, newest first."""
    select = sa.select(Member).join(Follow, Follow.followed_id == Member.id).where(Follow.follower_id == member.id)
    return keyset(select, Follow.created_at, Follow.followed_id, place=place, size=size)


def followers_of(member: Member, *, place: Place = START, size: int = 30) -> Page:
    """The members who follow this one, newest first."""
    select = sa.select(Member).join(Follow, Follow.follower_id == Member.id).where(Follow.followed_id == member.id)
    return keyset(select, Follow.created_at, Follow.follower_id, place=place, size=size)
