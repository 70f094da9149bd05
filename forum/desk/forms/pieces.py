"""Fields that several forms of the desk have: which edition was read, why, an address elsewhere, a day."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from wtforms import HiddenField, ValidationError

from forum.desk.actions import edition
from forum.desk.models import Entries
from forum.kernel.forms import Form, Line
from forum.modlog.models import LONGEST_REASON

TELL_WHY = "Say why. The movie's history and the public log tell it."
NO_ADDRESS = "An address begins with http:// or https:// and names a site."
NO_DAY = "Write the day as year, month and day, such as 2011-02-22."
EARLIEST, LATEST = 1870, 2100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Reason(Line):
    """Why something is changed, told to everybody."""

    def __init__(self, label: str = "Why", **options: Any) -> None:
        super().__init__(label, LONGEST_REASON, needed=TELL_WHY, **options)


class Address(Line):
    """The address of a page elsewhere."""

    def __init__(self, label: str, longest: int, **options: Any) -> None:
        super().__init__(label, longest, checks=[_is_address], **options)


class Day(Line):
    """A day in the one spelling in which it is kept."""

    def __init__(self, label: str, **options: Any) -> None:
        shown = {"type": "date", "min": f"{EARLIEST}-01-01", "max": f"{LATEST}-12-31"}
        super().__init__(label, 10, checks=[_is_day], render_kw=shown, **options)


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


class RemovalForm(Form):
    """Why something is taken away."""

    reason = Reason()


def _is_address(_form: Any, field: Line) -> None:
    try:
        parts = urlsplit(field.data or "")
    except ValueError as fault:  # half an IPv6 address
        raise ValidationError(NO_ADDRESS) from fault
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in (field.data or ""):
        raise ValidationError(NO_ADDRESS)


def _is_day(_form: Any, field: Line) -> None:
    typed = field.data or ""
    try:
        if not _DAY.fullmatch(typed) or not EARLIEST <= date.fromisoformat(typed).year <= LATEST:
            raise ValidationError(NO_DAY)
    except ValueError as fault:  # the thirtieth of February
        raise ValidationError(NO_DAY) from fault
