"""What members and moderators send about quotes."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FieldList, FormField, IntegerField, RadioField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput, TextArea

from forum.kernel.errors import Invalid
from forum.kernel.forms import Form, Line, RowForm, Rows
from forum.movies.models import Movie
from forum.quotes.models import (
    LONGEST_CHARACTER,
    LONGEST_LINE,
    LONGEST_QUOTE,
    LONGEST_REASON,
    MOST_LINES,
    LineFacts,
    Wording,
)
from forum.quotes.timecodes import is_within, seconds_in

FIRST_ROWS = 2
LONGEST_TIMECODE = 12
OTHER = "other"
REASONS = {
    "words": "Not the words that are spoken",
    "double": "Already on the page",
    "timecode": "Timecode does not match",
    "length": "Too long to be a quotation",
}
LONGEST_NOTE = LONGEST_REASON - max(map(len, REASONS.values())) - len(". ")


class Words(Line):
    """One line of text in a box that grows with it."""

    widget = TextArea()


class Version(IntegerField):
    """Which version its sender had read, carried along unseen."""

    widget = HiddenInput()

    def __init__(self, **options: Any) -> None:
        unread = "This form does not say what you read. Open the page again."
        super().__init__("Version", [InputRequired(unread), NumberRange(1, 2**31 - 1, unread)], **options)

    def show(self, version: int) -> None:
        """From now on the form carries this version, whatever was sent."""
        self.data, self.raw_data = version, None


class LineForm(RowForm):
    """One row: who says it, and what they say."""

    character = Line("Character", LONGEST_CHARACTER)
    text = Words("Line", LONGEST_LINE, render_kw={"rows": 1, "maxlength": LONGEST_LINE})

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever, and a character does not stay silent."""
        sound = bool(super().validate(extra_validators))
        if sound and self.character.data and not self.text.data:
            self.text.errors = [f"Write what {self.character.data} says, or remove this line."]
            return False
        return sound

    @property
    def facts(self) -> LineFacts:
        """The row as the house keeps it."""
        return LineFacts(self.character.data or "", self.text.data or "")


class QuoteForm(Form):
    """A quote as its author, or a moderator who mends it, writes it."""

    lines = Rows(FormField(LineForm), "Lines", min_entries=1)
    timecode = Line("Timecode", LONGEST_TIMECODE)
    spoiler = BooleanField("Gives away the story")

    def __init__(self, movie: Movie, wording: Wording | None = None, **options: Any) -> None:
        self._runtime = movie.runtime_minutes
        super().__init__(data=_fields(wording) if wording else {"lines": [{}] * FIRST_ROWS}, **options)

    @property
    def wording(self) -> Wording:
        """What was typed, without the rows left empty."""
        at = seconds_in(self.timecode.data) if self.timecode.data else None
        return Wording(tuple(line for line in self._lines if line.text), at, self.spoiler.data)

    @property
    def shown_lines(self) -> list[LineFacts]:
        """What was typed so far, for the preview, right or wrong."""
        return [line for line in self._lines if line.text]

    @property
    def has_room(self) -> bool:
        """Whether another line may be added."""
        return len(self.lines) < MOST_LINES

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault as (id of the field, words); those of the rows by the row's own field."""
        rows = [(field.id, str(words)) for row in self.lines for field in row.form for words in field.errors]
        whole = [(self.lines.id, words) for words in self.lines.errors if isinstance(words, str)]
        return rows + whole + [fault for fault in super().faults if fault[0] != self.lines.id]

    def was_only_arranged(self, sent: Mapping[str, str]) -> bool:
        """Whether the sender pressed a button that adds a row, removes one or previews; the rows follow it."""
        if "add" in sent and self.has_room:
            self.lines.append_entry()
        if "remove" in sent:
            self._remove(sent["remove"])
        return not {"add", "remove", "preview"}.isdisjoint(sent)

    def validate_lines(self, field: "FieldList[Any]") -> None:
        """A quote has words, and not too many."""
        spoken = [line for line in self._lines if line.text]
        if not spoken:
            raise ValidationError("Write at least one line.")
        if len(spoken) > MOST_LINES:
            raise ValidationError(f"A quote has at most {MOST_LINES} lines. Keep the heart of it.")
        if sum(len(line.text) for line in spoken) > LONGEST_QUOTE:
            raise ValidationError(f"All lines together are longer than {LONGEST_QUOTE:,} characters. Keep the heart.")

    def validate_timecode(self, field: Line) -> None:
        """A timecode is one, and the movie is still running then."""
        try:
            seconds = seconds_in(field.data or "")
        except Invalid as fault:
            raise ValidationError(str(fault)) from fault
        if not is_within(seconds, self._runtime):
            raise ValidationError(f"This is after the movie ends: it runs {self._runtime} minutes.")

    @property
    def _lines(self) -> list[LineFacts]:
        return [row.form.facts for row in self.lines]

    def _remove(self, position: str) -> None:
        if position.isascii() and position.isdigit() and len(position) < 4 and int(position) < len(self.lines):
            del self.lines.entries[int(position)]
        if not self.lines.entries:
            self.lines.append_entry()


class Read:
    """A form that is about what its sender had read."""

    version = Version()

    @property
    def seen(self) -> int:
        """The version its sender had read; 0, which no quote ever was, when it does not say."""
        return self.version.data or 0


class EditForm(Read, QuoteForm):
    """A quote written anew over the version its sender had read."""


class ApprovalForm(Read, Form):
    """Approve what was read."""


class RejectionForm(Read, Form):
    """Reject what was read, for a reason."""

    reason = RadioField(
        "Reason",
        [InputRequired("Choose a reason. The author and the public log are told.")],
        choices=[SelectChoice(*choice) for choice in (*REASONS.items(), (OTHER, "Another reason, written below"))],
    )
    note = Line("In your own words", LONGEST_NOTE)

    def validate_reason(self, field: RadioField) -> None:
        """Another reason needs words."""
        if field.data == OTHER and not self.note.data:
            raise ValidationError("Write the reason below.")

    @property
    def words(self) -> str:
        """The reason as the author and the public log are told it."""
        said = [REASONS.get(self.reason.data, ""), self.note.data or ""]
        return ". ".join(part for part in said if part)


def _fields(wording: Wording) -> dict[str, Any]:
    lines = [{"character": line.character, "text": line.text} for line in wording.lines]
    return {"lines": lines, "timecode": wording.timecode, "spoiler": wording.spoiler}
