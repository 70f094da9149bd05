"""The form by which a member rates and reviews."""

from typing import Any

from wtforms import BooleanField, HiddenField, StringField, ValidationError

from forum.kernel.forms import Form, Paragraphs
from forum.reviews.actions import Opinion
from forum.reviews.models import LONGEST_REVIEW, Review

HALF_STARS = {f"{step / 2:g}": step for step in range(1, 11)}
NOTHING_SAID = "Give it stars, write something, or both."


class StarsField(StringField):
    """A rating typed in stars, 0.5–5 in halves or nothing; `data` holds half stars."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the stars; anything but a half step is a fault."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = HALF_STARS.get(typed.removesuffix(".0"))
        if typed and self.data is None:
            raise ValueError("Stars go from half a star to five, in halves.")


class ReviewForm(Form):
    """Stars, words or both, and the version of the review they were typed over."""

    stars = StarsField("Your rating")
    body = Paragraphs("Your review", LONGEST_REVIEW)
    spoiler = BooleanField("Gives the story away")
    version = HiddenField(default="0")

    def validate_body(self, field: Paragraphs) -> None:
        """Say so when there is nothing to save."""
        if not field.data and self.stars.data is None and not self.stars.errors:
            raise ValidationError(NOTHING_SAID)

    @property
    def opinion(self) -> Opinion:
        """What was typed; only words can give a story away."""
        body = self.body.data or None
        return Opinion(self.stars.data, body, bool(body and self.spoiler.data))

    @property
    def seen_version(self) -> int | None:
        """The version of the review this was typed over: 0 for none, None where the form does not say."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def review_form(review: Review | None) -> ReviewForm:
    """The form, filled with what the member thinks already."""
    if review is None:
        return ReviewForm()
    said = {"stars": review.half_stars, "body": review.body, "spoiler": review.spoiler, "version": str(review.version)}
    return ReviewForm(data=said)
