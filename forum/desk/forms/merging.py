"""What a moderator sends who says that two movies are one."""

from wtforms import HiddenField

from forum.kernel.forms import Form, Line
from forum.modlog.models import LONGEST_REASON


class MergeForm(Form):
    """The address of the movie that stays, and why."""

    into = HiddenField("The movie that stays")
    reason = Line("Reason", LONGEST_REASON, needed="Say why the two are one: the reason is public.")
