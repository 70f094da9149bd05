"""Fields that several forms of the desk have: which edition was read, why, an address elsewhere, a day."""

from typing import Any

from wtforms import HiddenField, ValidationError

from forum.desk.actions import edition
from forum.desk.models import Entries
from forum.desk.spelling import NO_ADDRESS, NO_DAY
from forum.kernel.forms import Form, Line
from forum.kernel.values import day_in, is_address
from forum.modlog.models import LONGEST_REASON
from forum.movies.bounds import FIRST_YEAR, LAST_YEAR

TELL_WHY = "Say why. The movie's history and the public log tell it."


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
        shown = {"type": "date", "min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}
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
    if not is_address(field.data or ""):
        raise ValidationError(NO_ADDRESS)


def _is_day(_form: Any, field: Line) -> None:
    day = day_in(field.data or "")
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(NO_DAY)
