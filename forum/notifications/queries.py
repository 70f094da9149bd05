"""What a member was told, and what they want to be told."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Member
from forum.notifications.models import Muted, Notification, Topic

MOST_COUNTED = 100  # the header says 99+


def lines_of(member: Member, *, place: Place = START, size: int = 20) -> Page:
    """The member's lines, the latest first, each with whoever did it last."""
    mine = sa.select(Notification).where(Notification.member_id == member.id)
    with_actor = joinedload(Notification.actor).load_only(Member.name, Member.name_key)
    return keyset(mine.options(with_actor), Notification.latest_at, Notification.id, place=place, size=size)


def unread_lines() -> sa.ScalarSelect[int]:
    """How many lines a member has not read, as far as anybody counts. Asked of the rows, so that it never drifts."""
    unread = Notification.member_id == Member.id, Notification.read_at.is_(None)
    few = sa.select(sa.literal(1).label("one")).where(*unread).correlate(Member).limit(MOST_COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


def get_line(member: Member, line_id: int) -> Notification:
    """One of the member's own lines; raises Missing."""
    mine = sa.select(Notification).where(Notification.id == line_id, Notification.member_id == member.id)
    line = db.session.scalar(mine)
    if line is None:
        raise Missing("This is no longer among your notifications.")
    return line


def topics_of(member: Member) -> list[Topic]:
    """What the member wants to be told of."""
    muted = set(db.session.scalars(sa.select(Muted.topic).where(Muted.member_id == member.id)))
    return [topic for topic in Topic if topic.value not in muted]
