"""What members and moderators type on boards."""

from wtforms import Field, HiddenField, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from forum.boards.models import LONGEST_POST, LONGEST_REASON, LONGEST_TITLE
from forum.kernel.forms import Form, Line, Paragraphs
from forum.kernel.text import slugify

EMPTY_POST = "Write something first."
NO_REASON = "Say why: the reason is public."
LONGEST_NAME = 80
LONGEST_DESCRIPTION = 300
LAST_POSITION = 9999
PLACE = f"A whole number from 0 to {LAST_POSITION}."


def _gives_an_address(_form: Form, field: Field) -> None:
    if not slugify(field.data or ""):
        raise ValidationError(
            "Use at least one letter or digit from A to Z: the board's address is made from its name."
        )


class ThreadForm(Form):
    title = Line("Title", LONGEST_TITLE, needed="Give the thread a title.")
    body = Paragraphs("Opening post", LONGEST_POST, needed=EMPTY_POST)


class PostForm(Form):
    body = Paragraphs("Your reply", LONGEST_POST, needed=EMPTY_POST)


class EditForm(Form):
    body = Paragraphs("Your post", LONGEST_POST, needed=EMPTY_POST)
    version = HiddenField()

    @property
    def number(self) -> int:
        """The version the author began from; -1 for one that no form of the house holds."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class ReasonForm(Form):
    reason = Line("Reason", LONGEST_REASON, needed=NO_REASON)


class RemovalForm(Form):
    """The author of a post takes it away without saying why."""


class BoardForm(Form):
    name = Line("Name", LONGEST_NAME, needed="Give the board a name.", checks=[_gives_an_address])
    description = Line("What it is for", LONGEST_DESCRIPTION)
    position = IntegerField(
        "Place in the list",
        [InputRequired(PLACE), NumberRange(0, LAST_POSITION, PLACE)],
        default=0,
        render_kw={"min": 0, "max": LAST_POSITION, "inputmode": "numeric"},
    )
