"""Who may do what to members."""

from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member


def may_follow(member: Member | None, other: Member) -> Verdict:
    """Anybody but oneself."""
    if member is None:
        return no("Log in to follow members.")
    return no("You cannot follow yourself.") if member.id == other.id else YES


def may_change_roles(member: Member | None) -> Verdict:
    """Roles are the admins' to give."""
    return YES if member and member.administers else no("Only admins give and take roles.")


def may_administer(member: Member | None) -> Verdict:
    """The admin's pages."""
    return YES if member and member.administers else no("This room is for admins.")


def may_moderate(member: Member | None) -> Verdict:
    """The moderators' desk."""
    return YES if member and member.moderates else no("This desk is for moderators.")
