"""Who gives the badge, and who takes it."""

from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member


def may_keep_badges(member: Member | None) -> Verdict:
    """Moderators keep the badge."""
    return YES if member and member.moderates else no("Only moderators award and withdraw the badge.")


def may_award(member: Member | None, receiver: Member) -> Verdict:
    """A moderator, and never to themselves."""
    if member is not None and member.id == receiver.id:
        return no("Nobody awards the badge to themselves. Ask another moderator.")
    return may_keep_badges(member)
