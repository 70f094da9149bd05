"""Who may change what the house tells about movies."""

from forum.desk.models import Suggestion
from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member


def may_edit(member: Member | None) -> Verdict:
    """Moderators keep the catalogue right."""
    return YES if member and member.moderates else no("Only moderators change what is told about movies.")


def may_suggest(member: Member | None) -> Verdict:
    """Every member may say what is wrong."""
    return YES if member else no("Log in to suggest a correction.")


def may_see_suggestions(member: Member | None, other_id: int) -> Verdict:
    """Whoever made them, and the moderators."""
    if member and (member.moderates or member.id == other_id):
        return YES
    return no("Only their author and the moderators see suggestions.")


def may_see(member: Member | None, suggestion: Suggestion) -> Verdict:
    """The same for one."""
    return may_see_suggestions(member, suggestion.member_id)
