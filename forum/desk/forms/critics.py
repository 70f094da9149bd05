"""What editors send about critic reviews."""

from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import TextArea

from forum.desk.actions.critics import AGAINST, FOR, YES
from forum.desk.forms.pieces import Address, Day, Reason, Seen
from forum.desk.models import Entries
from forum.kernel.forms import Form, Line
from forum.reviews.actions.critics import LONGEST

NOBODY = "Name the critic, the publication, or both."


class Quotation(Line):
    """A sentence or two in a box that grows with them."""

    widget = TextArea()

    def __init__(self, label: str, longest: int, **options: Any) -> None:
        super().__init__(label, longest, render_kw={"rows": 3, "maxlength": longest}, **options)


class CriticForm(Form):
    """A critic review as its editor tells it."""

    critic = Line("Critic", LONGEST["critic"])
    publication = Line("Publication", LONGEST["publication"])
    quote = Quotation("Quotation", LONGEST["quote"], needed="Quote a sentence or two of the review.")
    verdict = RadioField(
        "Verdict", [InputRequired("Say whether the critic is for it or against.")], choices=[FOR, AGAINST]
    )
    original_score = Line("Score the critic gave", LONGEST["original_score"])
    published_on = Day("Published on")
    url = Address("Address of the review", LONGEST["url"])
    top_critic = BooleanField("Top Critic")

    def __init__(self, standing: Entries | None = None, **options: Any) -> None:
        told = {**standing, "top_critic": standing["top_critic"] == YES} if standing else {}
        super().__init__(data=told, **options)

    @property
    def entries(self) -> Entries:
        """What was typed, as the desk keeps it."""
        lines = (self.critic, self.publication, self.quote, self.original_score, self.published_on, self.url)
        typed = {line.short_name: line.data or "" for line in lines}
        return typed | {"verdict": self.verdict.data or "", "top_critic": YES if self.top_critic.data else ""}

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever, and somebody wrote it."""
        sound = bool(super().validate(extra_validators))
        if not self.critic.data and not self.publication.data:
            self.blame("critic", NOBODY)
            return False
        return sound


class CriticEditForm(Seen, CriticForm):
    """The same told otherwise, and why."""

    reason = Reason()
