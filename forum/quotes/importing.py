"""Quotes that come with a film file: put on the page or into the queue, and never doubled."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from forum.kernel.db import add_once, db, now
from forum.kernel.errors import Invalid
from forum.kernel.events import announce
from forum.members.models import Member
from forum.movies import counts
from forum.movies.models import Movie
from forum.quotes.events import QuotesImported
from forum.quotes.models import (
    LONGEST_CHARACTER,
    LONGEST_LINE,
    MOST_LINES,
    LineFacts,
    Quote,
    Stage,
    lines_of,
)
from forum.quotes.timecodes import seconds_in

__all__ = ["LineFacts", "QuoteFacts", "put_quotes"]


@dataclass(frozen=True)
class QuoteFacts:
    """A quote as a film file has it; `timecode` is hh:mm:ss."""

    lines: tuple[LineFacts, ...]
    timecode: str | None = None
    status: Literal["approved", "pending"] = "pending"
    spoiler: bool = False

    @property
    def identity(self) -> str:
        """What makes it the same quote the next time: who says what, in which order."""
        said = [[line.character, line.text] for line in self.lines]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def check(self) -> None:
        """Raise Invalid, in words, unless it fits the house."""
        if not 1 <= len(self.lines) <= MOST_LINES:
            raise Invalid(f"A quote has 1 to {MOST_LINES} lines.")
        for line in self.lines:
            if not line.text or len(line.text) > LONGEST_LINE:
                raise Invalid(f"A line of a quote has 1 to {LONGEST_LINE} characters.")
            if len(line.character) > LONGEST_CHARACTER:
                raise Invalid(f"A character's name has at most {LONGEST_CHARACTER} characters.")


def put_quotes(movie: Movie, items: Sequence[QuoteFacts], author: Member | None = None) -> None:
    """The movie has these quotes, however often it is told so. Raises Invalid for one that does not fit.

    What stands stays as it stands: a quote imported as pending and decided since keeps its decision. An approved one
    was decided by nobody here, so it has no decider and no entry in the record, which holds moderators' decisions.
    """
    for item in items:
        item.check()
    known = _known(movie)
    fresh = {item.identity: item for item in items if item.identity not in known}
    made = [item for item in fresh.values() if _put(movie, item, author)]
    if made:
        _put_lines(movie, made)
        counts.count(movie.id, quotes_count=sum(item.status == "approved" for item in made))


def _known(movie: Movie) -> set[str]:
    identities = sa.select(Quote.identity).where(Quote.movie_id == movie.id, Quote.identity.is_not(None))
    return {identity for identity in db.session.scalars(identities) if identity}


def _put(movie: Movie, item: QuoteFacts, author: Member | None) -> bool:
    approved = item.status == "approved"
    return add_once(
        Quote,
        movie_id=movie.id,
        author_id=author.id if author else None,
        stage=(Stage.APPROVED if approved else Stage.PENDING).value,
        timecode_seconds=seconds_in(item.timecode) if item.timecode else None,
        spoiler=item.spoiler,
        identity=item.identity,
        created_at=now(),
        decided_at=now() if approved else None,
    )


def _put_lines(movie: Movie, made: Iterable[QuoteFacts]) -> None:
    said = {item.identity: item.lines for item in made}
    rows = sa.select(Quote.id, Quote.identity).where(Quote.movie_id == movie.id, Quote.identity.in_(said))
    ids = []
    for quote_id, identity in db.session.execute(rows):
        ids.append(quote_id)
        for line in lines_of(said[str(identity)], movie.id):
            line.quote_id = quote_id
            db.session.add(line)
    db.session.flush()
    announce(QuotesImported(tuple(ids)))
