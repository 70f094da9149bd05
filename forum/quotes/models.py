"""Lines members remember, and where each stands on its way to the page."""

import enum
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import Model, Numbered, Stamped, db, now
from forum.kernel.errors import Outdated, WrongState
from forum.kernel.text import words_of
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes.timecodes import timecode

MOST_LINES = 12
LONGEST_LINE = 400
LONGEST_CHARACTER = 80
LONGEST_QUOTE = 2000
LONGEST_REASON = 500


class Stage(enum.StrEnum):
    """Where a quote stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class LineFacts:
    """One character's words; the character is empty for a voice nobody names."""

    character: str
    text: str


@dataclass(frozen=True)
class Wording:
    """How a quote reads: its lines, where in the movie they are said, whether they give the story away."""

    lines: tuple[LineFacts, ...]
    timecode_seconds: int | None = None
    spoiler: bool = False

    @property
    def timecode(self) -> str | None:
        """Where in the movie it is said: 01:02:03."""
        return timecode(self.timecode_seconds)

    def __str__(self) -> str:
        """Readable in a record: one line a character, then the timecode and the spoiler mark."""
        marks = [f"At {self.timecode}"] if self.timecode else []
        marks += ["Marked as a spoiler"] if self.spoiler else []
        spoken = [f"{line.character}: {line.text}" if line.character else line.text for line in self.lines]
        return "\n".join(spoken + marks)


class Quote(Stamped, Model):
    """Some lines of one movie. `author` sent it in; only a pending one can be decided on, and only once."""

    __tablename__ = "quotes"
    __table_args__ = (
        sa.Index("ix_quotes_of_movie", "movie_id", "stage", "decided_at", "id"),
        sa.Index("ix_quotes_queue", "stage", "created_at", "id"),
        sa.Index("ix_quotes_newest", "stage", "spoiler", "decided_at", "id"),
        sa.Index("ix_quotes_decided", "stage", "decided_at", "id"),
        sa.Index("ix_quotes_of_author", "author_id", "created_at", "id"),
        sa.Index("ix_quotes_of_author_by_stage", "author_id", "stage", "created_at", "id"),
        sa.UniqueConstraint("movie_id", "identity"),
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"))
    stage: Mapped[str] = mapped_column(sa.String(10), default=Stage.PENDING.value)
    timecode_seconds: Mapped[int | None]
    spoiler: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    identity: Mapped[str | None] = mapped_column(sa.String(64))  # digest of an imported quote, so it never doubles
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    decision_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")
    withdrawn_at: Mapped[datetime | None]

    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")
    author: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=author_id)
    decided_by: Mapped[Member | None] = relationship(lazy="raise_on_sql", foreign_keys=decided_by_id)
    lines: Mapped[list["QuoteLine"]] = relationship(
        lazy="raise_on_sql", order_by="QuoteLine.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def is_pending(self) -> bool:
        """Whether it waits for a moderator."""
        return self.stage == Stage.PENDING

    @property
    def is_approved(self) -> bool:
        """Whether everybody sees it."""
        return self.stage == Stage.APPROVED

    @property
    def timecode(self) -> str | None:
        """Where in the movie it is said, as hours, minutes, seconds: 01:02:03."""
        return timecode(self.timecode_seconds)

    @property
    def wording(self) -> Wording:
        """How it reads now."""
        lines = tuple(LineFacts(line.character, line.text) for line in self.lines)
        return Wording(lines, self.timecode_seconds, self.spoiler)

    def check_pending(self) -> None:
        """Raise WrongState, with what became of it, unless it waits."""
        if not self.is_pending:
            raise WrongState(self._what_happened())

    def leave_pending(self, stage: Stage, *, version: int | None = None, **facts: Any) -> None:
        """Move on from the queue. Of two who act in the same instant one wins; the other raises WrongState.

        With a `version` it moves on only as that version: nobody decides on words they have not read.
        """
        asked = Quote.stage == Stage.PENDING.value
        asked = asked if version is None else sa.and_(asked, Quote.version == version)
        if not self._move(asked, stage=stage.value, **facts):
            raise WrongState(self._what_happened())

    def leave_page(self) -> bool:
        """Its author takes it back: True when it was on the page, False when it waited. Else raises WrongState."""
        was = self.stage
        mine = sa.and_(Quote.stage == was, Quote.stage.in_((Stage.PENDING.value, Stage.APPROVED.value)))
        if not self._move(mine, stage=Stage.WITHDRAWN.value, withdrawn_at=now()):
            raise WrongState(self._what_happened())
        return was == Stage.APPROVED

    def reword(self, wording: Wording, *, version: int) -> bool:
        """It reads like this, if it still waits as that version: False when somebody changed it since."""
        unread = sa.and_(Quote.stage == Stage.PENDING.value, Quote.version == version)
        facts = {"timecode_seconds": wording.timecode_seconds, "spoiler": wording.spoiler}
        if not self._move(unread, **facts):
            self.check_pending()
            return False
        self.speak(wording.lines)
        return True

    def speak(self, lines: Sequence[LineFacts]) -> None:
        """These are its lines."""
        self.lines.clear()
        db.session.flush()  # the old positions are free only then
        self.lines.extend(lines_of(lines, self.movie_id))
        db.session.flush()

    def _move(self, asked: sa.ColumnElement[bool], **facts: Any) -> bool:
        moved = sa.update(Quote).where(Quote.id == self.id, asked).values(version=Quote.version + 1, **facts)
        won = db.session.execute(moved.returning(Quote.id), execution_options={"synchronize_session": False}).scalar()
        if won is None and db.session.scalar(sa.select(Quote.id).where(Quote.id == self.id)) is None:
            raise Outdated("This quote moved a moment ago.")
        db.session.refresh(self, _MOVING)
        return won is not None

    def _what_happened(self) -> str:
        if self.is_pending:
            return "The author changed this quote while you were reading it. Read it again before you decide."
        if self.stage == Stage.WITHDRAWN:
            return "The author has withdrawn this quote."
        decider = db.session.get(Member, self.decided_by_id) if self.decided_by_id else None
        return f"{decider.name if decider else 'The house'} has already {self.stage} this quote."


_MOVING = ("stage", "version", "timecode_seconds", "spoiler", "decided_at", "decided_by_id", "decision_reason")


class QuoteLine(Numbered, Model):
    """One character's words. `echo` is a digest of the folded words, so that the same words are found again."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        sa.UniqueConstraint("quote_id", "position"),
        sa.Index("ix_quote_lines_echoes", "movie_id", "echo"),
    )

    quote_id: Mapped[int] = mapped_column(sa.ForeignKey("quotes.id", ondelete="CASCADE"))
    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    position: Mapped[int]
    character: Mapped[str] = mapped_column(sa.String(LONGEST_CHARACTER), default="")
    text: Mapped[str] = mapped_column(sa.String(LONGEST_LINE))
    echo: Mapped[str] = mapped_column(sa.String(32))


class QuoteRevision(Stamped, Model):
    """How a quote read before somebody changed it."""

    __tablename__ = "quote_revisions"

    quote_id: Mapped[int] = mapped_column(sa.ForeignKey("quotes.id", ondelete="CASCADE"), index=True)
    editor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("members.id", ondelete="SET NULL"), index=True)
    lines: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    timecode_seconds: Mapped[int | None]
    spoiler: Mapped[bool] = mapped_column(default=False)

    editor: Mapped[Member | None] = relationship(lazy="raise_on_sql")

    @classmethod
    def of(cls, quote: Quote, before: Wording, editor: Member) -> "QuoteRevision":
        """The reading that ends now."""
        lines = [asdict(line) for line in before.lines]
        return cls(
            quote_id=quote.id,
            editor_id=editor.id,
            lines=lines,
            timecode_seconds=before.timecode_seconds,
            spoiler=before.spoiler,
        )

    @property
    def wording(self) -> Wording:
        """How it read then."""
        return Wording(tuple(LineFacts(**line) for line in self.lines), self.timecode_seconds, self.spoiler)


def lines_of(lines: Iterable[LineFacts], movie_id: int) -> list[QuoteLine]:
    """The rows of these lines, in order."""
    return [
        QuoteLine(movie_id=movie_id, position=position, character=line.character, text=line.text, echo=echo(line.text))
        for position, line in enumerate(lines)
    ]


def echo(text: str) -> str:
    """The same for words that differ only in case, accents, spaces and punctuation."""
    return hashlib.sha256(" ".join(words_of(text)).encode()).hexdigest()[:32]
