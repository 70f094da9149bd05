"""What a member was told."""

from collections.abc import Sequence

import sqlalchemy as sa

from forum.kernel.db import db
from forum.members.models import Member
from forum.notifications.models import Notification


def newest_for(member: Member, most: int = 5) -> Sequence[Notification]:
    """The newest lines for one member."""
    theirs = sa.select(Notification).where(Notification.member_id == member.id)
    newest = theirs.order_by(Notification.created_at.desc(), Notification.id.desc())
    return db.session.scalars(newest.limit(most)).all()
