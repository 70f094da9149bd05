"""What a moderator fills in to give the badge, or to take it."""

from forum.badges.models import LONGEST_REASON
from forum.kernel.forms import Form, Line
from forum.members.models import LONGEST_NAME


class AwardForm(Form):
    """Whom, and why."""

    name = Line("Member", LONGEST_NAME, needed="Name the member who is to have the badge.")
    reason = Line("Reason", LONGEST_REASON, needed="Say why; everybody can read it.")


class WithdrawalForm(Form):
    """Why the badge goes."""

    reason = Line("Reason", LONGEST_REASON, needed="Say why; everybody can read it.")
