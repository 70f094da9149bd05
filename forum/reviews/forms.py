"""The form by which a member rates and reviews."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField
from wtforms.widgets import TextInput

from forum.kernel.forms import Form, Paragraphs
from forum.reviews.actions import Opinion
from forum.reviews.models import LONGEST_REVIEW

STEPS = {f"{step / 2:g}": step / 2 for step in range(1, 11)}
NOTHING_SAID = "Give it stars, write something, or both."


class StarsField(Field):
    """A rating in stars, 0.5–5 in halves, or None."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the stars; anything but a half step is a fault."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = STEPS.get(typed.removesuffix(".0"))
        if typed and self.data is None:
            raise ValueError("Stars go from half a star to five, in halves.")


class ReviewForm(Form):
    """Stars, words or both, and the version of the review they were typed over."""

    stars = StarsField("Your rating")
    body = Paragraphs("Your review", LONGEST_REVIEW)
    spoiler = BooleanField("Gives the story away")
    version = HiddenField(default="0")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that there is something to save."""
        sound = bool(super().validate(extra_validators))
        if sound and not self.body.data and self.stars.data is None:
            self.blame("body", NOTHING_SAID)
            return False
        return sound

    @property
    def opinion(self) -> Opinion:
        """What was typed; only words can give a story away."""
        stars, body = self.stars.data, self.body.data or None
        return Opinion(int(stars * 2) if stars else None, body, bool(body and self.spoiler.data))

    @property
    def seen_version(self) -> int | None:
        """The version of the review this was typed over: 0 for none, None where the form does not say."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
