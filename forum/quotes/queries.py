"""Ways to look at quotes."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forum.kernel.db import db
from forum.kernel.errors import Missing, Moved
from forum.kernel.moves import MovedThing, moved_to
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes.models import Quote, QuoteLine, QuoteRevision, Stage, echo

MOST_REVISIONS = 50
MOST_LIKENESSES = 5


class Record(NamedTuple):
    """How a member's earlier quotes were decided, each counted up to a bound."""

    approved: int
    rejected: int


def get_quote(quote_id: int) -> Quote:
    """The quote as it stands, with all that its page shows. The policy says who is let in.

    Raises Missing, or Moved where it became one with the same quote of another movie.
    """
    fresh = _whole().where(Quote.id == quote_id).execution_options(populate_existing=True)
    quote: Quote | None = db.session.scalar(fresh)
    if quote is None:
        now_at = moved_to("quote", quote_id)
        raise Moved(quote_id, now_at) if now_at else Missing("There is no such quote.")
    return quote


def movie_of(quote_id: int) -> Movie:
    """The movie a quote is from."""
    return db.session.scalars(
        sa.select(Movie).join(Quote, Quote.movie_id == Movie.id).where(Quote.id == quote_id)
    ).one()


def approved_quotes(movie: Movie, *, place: Place = START, size: int = 20) -> Page:
    """The quotes on a movie's page, newest first, with their lines: two queries."""
    shown = sa.select(Quote).where(Quote.movie_id == movie.id, Quote.stage == Stage.APPROVED.value)
    return keyset(shown.options(selectinload(Quote.lines)), Quote.decided_at, Quote.id, place=place, size=size)


def newest_quotes(*, place: Place = START, size: int = 20) -> Page:
    """The approved quotes of all movies, newest first, with movie and lines: two queries."""
    shown = sa.select(Quote).where(Quote.stage == Stage.APPROVED.value)
    options = (joinedload(Quote.movie, innerjoin=True), selectinload(Quote.lines))
    return keyset(shown.options(*options), Quote.decided_at, Quote.id, place=place, size=size)


def newest_quote() -> Quote | None:
    """The newest approved quote that gives nothing away, with its movie and lines."""
    shown = sa.select(Quote).where(Quote.stage == Stage.APPROVED.value, Quote.spoiler.is_(False))
    newest = shown.order_by(Quote.decided_at.desc(), Quote.id.desc()).limit(1)
    return db.session.scalar(newest.options(joinedload(Quote.movie), selectinload(Quote.lines)))


def quotes_of(member: Member, *, all_stages: bool = False, place: Place = START, size: int = 20) -> Page:
    """A member's quotes, newest first, with movie and lines: the approved ones, or all for those who may see them."""
    theirs = sa.select(Quote).where(Quote.author_id == member.id)
    if not all_stages:
        theirs = theirs.where(Quote.stage == Stage.APPROVED.value)
    options = (joinedload(Quote.movie), joinedload(Quote.decided_by), selectinload(Quote.lines))
    return keyset(theirs.options(*options), Quote.created_at, Quote.id, place=place, size=size)


def pending_quotes(*, place: Place = START, size: int = 20) -> Page:
    """The queue, oldest first, with all that judging needs."""
    waiting = _whole().where(Quote.stage == Stage.PENDING.value)
    return keyset(waiting, Quote.created_at, Quote.id, descending=False, place=place, size=size)


def find_pending(quote_id: int) -> Quote | None:
    """This quote, if it waits in the queue."""
    waiting = _whole().where(Quote.id == quote_id, Quote.stage == Stage.PENDING.value)
    quote: Quote | None = db.session.scalar(waiting)
    return quote


def pending_count_bounded(most: int = 100) -> int:
    """How many quotes wait, counted no further than `most`."""
    return db.session.scalar(_counted(Quote.stage == Stage.PENDING.value, most=most)) or 0


def record_of(author_id: int, *, most: int = 100) -> Record:
    """How this member's quotes were decided so far, each counted no further than `most`."""
    stages = (Stage.APPROVED, Stage.REJECTED)
    counts = [_counted(Quote.author_id == author_id, Quote.stage == stage.value, most=most) for stage in stages]
    return Record(*db.session.execute(sa.select(*(count.scalar_subquery() for count in counts))).one())


def likenesses_of(quote: Quote) -> list[Quote]:
    """Other quotes of the same movie with one of the same lines, withdrawn ones aside; newest first."""
    heard = {echo(line.text) for line in quote.lines}
    same = sa.select(QuoteLine.quote_id).where(QuoteLine.movie_id == quote.movie_id, QuoteLine.echo.in_(heard))
    others = sa.select(Quote).where(Quote.id.in_(same), Quote.id != quote.id, Quote.stage != Stage.WITHDRAWN.value)
    found = others.order_by(Quote.id.desc()).limit(MOST_LIKENESSES)
    return list(db.session.scalars(found.options(joinedload(Quote.author), selectinload(Quote.lines))))


def revisions_of(quote: Quote) -> list[QuoteRevision]:
    """How the quote read before each change, newest first, with who changed it."""
    earlier = sa.select(QuoteRevision).where(QuoteRevision.quote_id == quote.id).order_by(QuoteRevision.id.desc())
    return list(db.session.scalars(earlier.options(joinedload(QuoteRevision.editor)).limit(MOST_REVISIONS)))


def approved_among(ids: Iterable[int]) -> set[int]:
    """Which of these quotes everybody may see, also under an id that leads to another by now."""
    asked, approved = set(ids), Quote.stage == Stage.APPROVED.value
    shown = sa.select(Quote.id).where(Quote.id.in_(asked), approved)
    moved = sa.select(MovedThing.old_id).join(Quote, Quote.id == MovedThing.new_id)
    moved = moved.where(MovedThing.kind == "quote", MovedThing.old_id.in_(asked), approved)
    return set(db.session.scalars(sa.union_all(shown, moved)))


def _whole() -> sa.Select[Any]:
    parts = (joinedload(Quote.movie), joinedload(Quote.author), joinedload(Quote.decided_by))
    return sa.select(Quote).options(*parts, selectinload(Quote.lines))


def _counted(*conditions: sa.ColumnElement[bool], most: int) -> sa.Select[Any]:
    """A count that reads at most `most` rows, however many there are."""
    few = sa.select(Quote.id).where(*conditions).limit(most).subquery()
    return sa.select(sa.func.count()).select_from(few)
