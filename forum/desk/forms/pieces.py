"""Fields that several forms of the desk have: which edition was read, and why."""

from typing import Any

from wtforms import HiddenField

from forum.desk.actions import edition
from forum.desk.models import Entries
from forum.kernel.forms import Line
from forum.modlog.models import LONGEST_REASON

TELL_WHY = "Say why. The movie's history and the public log tell it."


class Reason(Line):
    """Why something is changed, told to everybody."""

    def __init__(self, label: str = "Why", **options: Any) -> None:
        super().__init__(label, LONGEST_REASON, needed=TELL_WHY, **options)


class Seen:
    """A form about something that stands already: it carries the edition that its sender read."""

    edition = HiddenField()

    def show(self, standing: Entries) -> None:
        """From now on the form was filled in over these entries, whatever was sent."""
        self.edition.data, self.edition.raw_data = edition(standing), None

    @property
    def seen(self) -> str:
        """The edition its sender had read; nothing, which no edition is, when it does not say."""
        return self.edition.data or ""
