"""Who may change what the house tells about movies."""

from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member


def may_edit(member: Member | None) -> Verdict:
    """Moderators keep the catalogue right."""
    return YES if member and member.moderates else no("Only moderators change what is told about movies.")


def may_suggest(member: Member | None) -> Verdict:
    """Every member may say what is wrong."""
    return YES if member else no("Log in to suggest a correction.")
