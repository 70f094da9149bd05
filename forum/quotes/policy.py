"""Who may do what with quotes."""

from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member
from forum.quotes.models import Quote


def may_submit(member: Member | None) -> Verdict:
    """Any member."""
    return YES if member else no("Log in to submit a quote.")


def may_see(member: Member | None, quote: Quote) -> Verdict:
    """Everybody sees what is on the page; what is not, its author and the moderators do."""
    return YES if quote.is_approved else may_see_history(member, quote)


def may_see_history(member: Member | None, quote: Quote) -> Verdict:
    """How it read before, and how it was decided."""
    if member and (member.moderates or _is_author(member, quote)):
        return YES
    return no("Only its author and the moderators see this.")


def may_change(member: Member | None, quote: Quote) -> Verdict:
    """Its author. Whether it still waits is the quote's to say, with who was faster."""
    return YES if member and _is_author(member, quote) else no("This is another member's quote.")


def may_edit(member: Member | None, quote: Quote) -> Verdict:
    """Its author, while it waits: whether to offer it."""
    theirs = may_change(member, quote)
    if not theirs or quote.is_pending:
        return theirs
    return no(f"This quote is {quote.stage}, so its words stay as they are.")


def may_withdraw(member: Member | None, quote: Quote) -> Verdict:
    """Its author, while it waits or is on the page: whether to offer it."""
    theirs = may_change(member, quote)
    if not theirs or quote.is_pending or quote.is_approved:
        return theirs
    return no(f"This quote is already {quote.stage}.")


def may_judge(member: Member | None, quote: Quote) -> Verdict:
    """Moderators, but nobody their own. Whether it still waits is the quote's to say."""
    if member is None or not member.moderates:
        return no("Only moderators decide on quotes.")
    return no("Another moderator must judge your own quote.") if _is_author(member, quote) else YES


def _is_author(member: Member, quote: Quote) -> bool:
    return quote.author_id == member.id
