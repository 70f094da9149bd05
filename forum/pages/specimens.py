"""Things to draw components with: invented members, real films, and rows that no database ever sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from forum.kernel import markdown
from forum.kernel.forms import Form
from forum.kernel.paging import Page
from forum.members.models import Member, Role
from forum.members.names import name_key
from forum.modlog import changes
from forum.movies.models import Movie
from forum.movies.titles import slug_of
from forum.quotes.models import LineFacts
from forum.reviews.models import Review
from forum.search.marking import Piece

EVENING = datetime(2026, 1, 31, 19, 4, tzinfo=UTC)
DAY = EVENING.date()
LINES = (LineFacts("Lermontov", "Why do you want to dance?"), LineFacts("Vicky", "Why do you want to live?"))
VOICE = (LineFacts("", "They abide, and they endure."),)
FOUND = (Piece("Last "), Piece("Train", is_found=True), Piece(" Home"))
CHANGED = tuple(changes.changes("Lixin Fan\nZhang Jun", "Fan Lixin\nZhang Jun"))
ADDED = tuple(changes.changes("", "Zeitgeist Films"))
FIRST, LAST, BETWEEN = Page([], after="later"), Page([], before="earlier"), Page([], after="later", before="earlier")
LONG_TITLE = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"
EVERY_MARK = """
A paragraph with *emphasis*, **weight**, ~~a thought withdrawn~~, `code` and [a link](https://example.org). The ending,
||when the mother takes the night train||, is hidden until it is asked for.

# A heading of the text

> A quotation, as in a reply.

1. First
2. Second
   - and below it

| Film | Year | Country |
| --- | ---: | --- |
| Last Train Home | 2010 | Canada and China |
| Wanda | 1970 | United States |

```
Fade in. A station at night.
```

:::spoiler
Everything in here gives the story away.
:::
"""
WIDE_TABLE = "| " + " | ".join(f"Reel {number}" for number in range(1, 17)) + " |\n" + "|---" * 16 + "|"
SENTENCE = "She waits at the station for a train that everybody else has already given up on. "


class Opinion(Form):
    """A control of every kind."""

    title = StringField("Title")
    body = TextAreaField("Review")
    password = PasswordField("Password")
    sort = SelectField("Order", choices=[SelectChoice("new", "Newest"), SelectChoice("high", "Highest rated")])
    spoiler = BooleanField("Gives the story away")
    reason = RadioField(
        "Reason", choices=[SelectChoice("words", "Not the words"), SelectChoice("twice", "Already there")]
    )
    timecode = StringField("Timecode")


@dataclass(frozen=True)
class Specimens:
    """One of everything a component may be asked to draw."""

    ruth: Member
    walter: Member
    ines: Member
    long_name: Member
    train: Movie
    wanda: Movie
    portrait: Movie
    reviews: dict[str, Review]
    form: Form
    refused: Form
    every_mark: str
    wide_table: str
    evening: datetime = EVENING
    day: date = DAY
    lines: Sequence[LineFacts] = LINES
    voice: Sequence[LineFacts] = VOICE
    found: Sequence[Piece] = FOUND
    changed: Sequence[changes.Piece] = CHANGED
    added: Sequence[changes.Piece] = ADDED
    some: str = 3 * SENTENCE
    long: str = 12 * SENTENCE
    long_title: str = LONG_TITLE
    between: Page = BETWEEN
    first: Page = FIRST
    last: Page = LAST


def specimens() -> Specimens:
    """A new set; nothing of it is in a session, so that drawing it asks the database nothing."""
    ruth, walter = _member(1, "Ruth Okafor", is_super_reviewer=True), _member(2, "Walter M.", password_hash=None)
    ines = _member(3, "Ines Moreau", role=Role.MODERATOR.value)
    train, wanda = _movie("Last Train Home", 2010), _movie("Wanda", 1970)
    return Specimens(
        ruth=ruth,
        walter=walter,
        ines=ines,
        long_name=_member(4, "Wolfeschlegelsteinhausenberger"),
        train=train,
        wanda=wanda,
        portrait=_movie("Portrait of a Lady on Fire", 2019),
        reviews=_reviews(ruth, walter, ines, train, wanda),
        form=Opinion(formdata=None, meta={"csrf": False}),
        refused=_refused(),
        every_mark=markdown.render(EVERY_MARK),
        wide_table=markdown.render(WIDE_TABLE),
    )


def _member(number: int, name: str, **facts: Any) -> Member:
    known = {"password_hash": "none", "role": Role.MEMBER.value, "is_super_reviewer": False}
    return Member(id=number, name=name, name_key=name_key(name), **known | facts)


def _movie(title: str, year: int) -> Movie:
    return Movie(title=title, year=year, slug=slug_of(title, year))


def _reviews(ruth: Member, walter: Member, ines: Member, train: Movie, wanda: Movie) -> dict[str, Review]:
    numbers = count(1)

    def review(member: Member, movie: Movie, body: str | None, **facts: Any) -> Review:
        known: dict[str, Any] = {"spoiler": False, "by_super_reviewer": False, "helpful_count": 0}
        known |= {"id": next(numbers), "published_at": EVENING, "body": body, "member_id": member.id}
        return Review(member=member, movie=movie, body_html=markdown.render(body or ""), **known | facts)

    return {
        "super": review(ruth, train, "The camera **never** looks away.", half_stars=9, helpful_count=214,
                        by_super_reviewer=True, edited_at=EVENING),
        "rating": review(walter, train, None, half_stars=7),
        "words": review(ines, train, "I have no number for this one.", helpful_count=1),
        "spoiler": review(ines, train, "She does not board it.", half_stars=8, spoiler=True),
        "long": review(walter, train, 12 * SENTENCE, half_stars=5),
        "withdrawn": review(ruth, train, "Taken back.", half_stars=2, withdrawn_at=EVENING),
        "elsewhere": review(ruth, wanda, "Nobody has ever looked so lost so quietly.", half_stars=10),
    }  # fmt: skip


def _refused() -> Form:
    form = Opinion(formdata=None, meta={"csrf": False}, prefix="refused-")
    for name in ("title", "body", "sort", "spoiler", "reason"):
        form.blame(name, "This needs another look.")
    return form
