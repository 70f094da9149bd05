"""What moderators do with the badge."""

import sqlalchemy as sa

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.badges.models import IMPORTED, Award
from forum.badges.policy import may_award, may_keep_badges
from forum.badges.queries import held_award
from forum.kernel.db import add_once, db, now
from forum.kernel.errors import WrongState
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.actions import set_super_reviewer
from forum.members.models import Member
from forum.modlog.actions import record
from forum.reviews.actions import mark_super_reviewer


def award_badge(moderator: Member, member: Member, *, reason: str) -> Award:
    """The member is a Super Reviewer, beside the name, in every list and in the public record.

    Raises WrongState when they are one already, also when another moderator was a moment faster.
    """
    require(may_award(moderator, member))
    award = _award(moderator, member, reason)
    if award is None:
        raise WrongState(f"{member.name} is a Super Reviewer already.")
    return award


def award_imported(member: Member) -> Award | None:
    """The member came with the badge from elsewhere; None when they hold it already, or it was withdrawn here."""
    ever = db.session.scalar(sa.select(Award.id).where(Award.member_id == member.id).limit(1))
    return None if ever else _award(None, member, IMPORTED)


def withdraw_badge(moderator: Member, award: Award, *, reason: str) -> None:
    """The member is no longer a Super Reviewer; the award stays in the record with who ended it and why.

    Raises WrongState when it had ended already, also when another moderator was a moment faster.
    """
    require(may_keep_badges(moderator))
    _hold(award.member)
    ended = {"withdrawn_at": now(), "withdrawn_by_id": moderator.id, "withdrawal_reason": reason}
    held = sa.update(Award).where(Award.id == award.id, Award.withdrawn_at.is_(None))
    if db.session.scalar(held.values(ended).returning(Award.id)) is None:
        raise WrongState("This badge has been withdrawn already.")
    _show(award.member, held=False)
    record(moderator, "withdrawn", award, title=_title(award.member), reason=reason)
    announce(BadgeWithdrawn(award.member_id, award.id, moderator.id))


def _award(moderator: Member | None, member: Member, reason: str) -> Award | None:
    giver = moderator.id if moderator else None
    _hold(member)
    if not add_once(Award, member_id=member.id, awarded_by_id=giver, reason=reason, created_at=now()):
        return None
    award = held_award(member)
    assert award is not None, "the row was made in this transaction"  # noqa: S101
    _show(member, held=True)
    told = "it came with imported films" if award.is_imported else reason
    record(moderator, "awarded", award, title=_title(member), reason=told)
    announce(BadgeAwarded(member.id, award.id, giver))
    return award


def _hold(member: Member) -> None:
    """Nobody else changes the member or writes a review of theirs before this transaction ends."""
    db.session.refresh(member, ["is_super_reviewer"], with_for_update={"key_share": True})


def _show(member: Member, *, held: bool) -> None:
    set_super_reviewer(member, held)
    db.session.flush()
    mark_super_reviewer(member.id, held)


def _title(member: Member) -> str:
    return f"Super Reviewer: {member.name}"
