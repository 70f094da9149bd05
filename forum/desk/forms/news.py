"""What editors send about news and interviews."""

from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forum.desk.forms.pieces import Address, Day, Reason, Seen
from forum.desk.models import Entries
from forum.kernel.forms import Form, Line
from forum.movies.models import LONGEST_URL

KINDS = {"news": "News", "interview": "Interview"}
LONGEST_HEADLINE, LONGEST_SOURCE = 300, 120


class NewsForm(Form):
    """A story elsewhere as its editor tells of it."""

    title = Line("Headline", LONGEST_HEADLINE, needed="Write the headline.")
    url = Address("Address", LONGEST_URL, needed="Say where the story is.")
    kind = RadioField(
        "Kind", [InputRequired("Choose what it is.")], choices=[SelectChoice(*kind) for kind in KINDS.items()]
    )
    source = Line("Where it was published", LONGEST_SOURCE)
    published_on = Day("Published on")

    def __init__(self, standing: Entries | None = None, **options: Any) -> None:
        super().__init__(data=dict(standing or {"kind": "news"}), **options)

    @property
    def entries(self) -> Entries:
        """What was typed, as the desk keeps it."""
        return {name: self[name].data or "" for name in ("title", "url", "kind", "source", "published_on")}


class NewsEditForm(Seen, NewsForm):
    """The same told otherwise, and why."""

    reason = Reason()
