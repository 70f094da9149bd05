"""What moderators send about changes and suggestions."""

from forum.desk.forms.pieces import Reason, Seen
from forum.kernel.forms import Form, Line
from forum.modlog.models import LONGEST_REASON

TELL_WHY = "Say why. The member and the public log are told."


class UndoingForm(Form):
    """Why a change is undone."""

    reason = Reason()


class AcceptanceForm(Seen, Form):
    """Accept what was read."""


class DeclineForm(Form):
    """Decline, for a reason."""

    reason = Line("Why", LONGEST_REASON, needed=TELL_WHY)
