"""What the tests of telling look at."""

import sqlalchemy as sa

from forum.kernel.db import db
from forum.members.models import Member
from forum.notifications.models import Notification
from forum.notifications.queries import lines_of, unread_lines

Line = tuple[str, str, int]


def told(member: Member) -> list[Line]:
    """Kind, title and number of each line a member has, the latest first."""
    db.session.expire_all()
    return [(line.kind, line.title, line.times) for line in lines_of(member).items]


def unread(member: Member) -> int:
    """What the header says."""
    db.session.expire_all()
    return db.session.scalar(sa.select(unread_lines()).where(Member.id == member.id)) or 0


def line(member: Member) -> Notification:
    """The member's only line."""
    db.session.expire_all()
    [only] = lines_of(member).items
    assert isinstance(only, Notification)
    return only
