"""What members and moderators do with quotes."""

from forum.kernel.db import db, now
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.modlog import actions as modlog
from forum.movies import counts
from forum.movies.models import Movie
from forum.quotes.events import QuoteApproved, QuoteRejected, QuoteSubmitted, QuoteWithdrawn
from forum.quotes.models import Quote, QuoteRevision, Stage, Wording, lines_of
from forum.quotes.policy import may_change, may_judge, may_submit


def submit_quote(author: Member, movie: Movie, wording: Wording) -> Quote:
    """The quote waits in the queue, hidden until a moderator approves it."""
    require(may_submit(author))
    quote = Quote(
        movie=movie,
        author=author,
        timecode_seconds=wording.timecode_seconds,
        spoiler=wording.spoiler,
        lines=lines_of(wording.lines, movie.id),
    )
    db.session.add(quote)
    db.session.flush()
    announce(QuoteSubmitted(quote.id, author.id))
    return quote


def edit_quote(author: Member, quote: Quote, wording: Wording, *, version: int) -> bool:
    """The waiting quote reads like this, and how it read is kept. False when it changed since `version` was read.

    Raises WrongState when it no longer waits.
    """
    require(may_change(author, quote))
    before = quote.wording
    if not quote.reword(wording, version=version):
        return False
    if wording != before:
        db.session.add(QuoteRevision.of(quote, before, author))
    return True


def withdraw_quote(author: Member, quote: Quote) -> None:
    """The quote is taken back by its author: out of the queue, or off the page."""
    require(may_change(author, quote))
    if quote.leave_page():
        counts.count(quote.movie_id, quotes_count=-1)
    announce(QuoteWithdrawn(quote.id, author.id))


def approve_quote(moderator: Member, quote: Quote, *, version: int, wording: Wording | None = None) -> None:
    """The quote is on its movie's page, reworded where a wording is given, and the decision is in the record.

    `version` is what the moderator read. Raises WrongState when the quote changed or was decided since.
    """
    require(may_judge(moderator, quote))
    before = quote.wording
    after = wording or before
    _decide(moderator, quote, Stage.APPROVED, version=version)
    if after == before:
        _record(moderator, "approved", quote)
    else:
        _reword(moderator, quote, before, after)
    counts.count(quote.movie_id, quotes_count=1)
    announce(QuoteApproved(quote.id, quote.author_id, moderator.id))


def reject_quote(moderator: Member, quote: Quote, *, version: int, reason: str) -> None:
    """The quote stays off the page, for a reason its author and the record are told.

    Raises WrongState when the quote changed or was decided since the moderator read `version`.
    """
    require(may_judge(moderator, quote))
    _decide(moderator, quote, Stage.REJECTED, version=version, reason=reason)
    _record(moderator, "rejected", quote, reason=reason)
    announce(QuoteRejected(quote.id, quote.author_id, moderator.id))


def _decide(moderator: Member, quote: Quote, stage: Stage, *, version: int, reason: str = "") -> None:
    facts = {"decided_by_id": moderator.id, "decided_at": now(), "decision_reason": reason}
    quote.leave_pending(stage, version=version, **facts)


def _reword(moderator: Member, quote: Quote, before: Wording, after: Wording) -> None:
    quote.timecode_seconds, quote.spoiler = after.timecode_seconds, after.spoiler
    quote.speak(after.lines)
    db.session.add(QuoteRevision.of(quote, before, moderator))
    spoiler = before.spoiler or after.spoiler
    _record(moderator, "edited and approved", quote, before=str(before), after=str(after), spoiler=spoiler)


def _record(moderator: Member, action: str, quote: Quote, *, reason: str = "", **details: object) -> None:
    # The title names the movie, not the words: what was rejected must not be read in the public record.
    title = f"a quote from {quote.movie.title} ({quote.movie.year})"
    modlog.record(moderator, action, quote, title=title, reason=reason, **details)
