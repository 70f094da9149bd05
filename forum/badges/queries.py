"""Ways to look at the badge and its record."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.badges.models import Award
from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Member


def holders(*, place: Place = START, size: int = 24) -> Page:
    """The awards of those who hold the badge, the latest first, with members."""
    held = _with_members().where(Award.withdrawn_at.is_(None))
    return keyset(held, Award.created_at, Award.id, place=place, size=size)


def awards(*, place: Place = START, size: int = 30) -> Page:
    """The whole record: every award ever made, the latest first, and how it ended."""
    return keyset(_with_members(), Award.created_at, Award.id, place=place, size=size)


def held_award(member: Member) -> Award | None:
    """The award this member holds the badge by."""
    return db.session.scalar(_with_members().where(Award.member_id == member.id, Award.withdrawn_at.is_(None)))


def get_award(award_id: int) -> Award:
    """An award with its members; raises Missing."""
    award = db.session.scalar(_with_members().where(Award.id == award_id))
    if award is None:
        raise Missing("There is no such award.")
    return award


def _with_members() -> sa.Select[Award]:
    everyone = joinedload(Award.member), joinedload(Award.awarded_by), joinedload(Award.withdrawn_by)
    return sa.select(Award).options(*everyone)
