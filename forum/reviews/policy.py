"""Who may do what with reviews."""

from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member
from forum.reviews.models import Review


def may_review(member: Member | None) -> Verdict:
    """Every member may think something of a movie."""
    return YES if member else no("Log in to rate and review.")


def may_read_revisions(member: Member | None, review: Review) -> Verdict:
    """How a review read before is public as long as it is; words taken back are for author and moderators."""
    if review.is_shown or review.is_kept_by(member):
        return YES
    return no("What its author took back is no longer shown.")


def may_withdraw(member: Member | None, review: Review) -> Verdict:
    """A review is its author's to take back."""
    mine = member is not None and member.id == review.member_id
    return YES if mine else no("Only its author takes a review back.")


def may_find_helpful(member: Member | None, review: Review) -> Verdict:
    """Anybody's written review but one's own."""
    if member is None:
        return no("Log in to say that a review helped you.")
    if member.id == review.member_id:
        return no("Whether your own review helps is for others to say.")
    return YES if review.is_shown else no("There is no written review here to find helpful.")
