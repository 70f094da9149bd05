"""The desk, the queue and the public log."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.desk import queries as desk_queries
from forum.kernel.answers import done
from forum.kernel.choices import chosen
from forum.kernel.links import place_of, url_of
from forum.kernel.paging import Page, place_in, write_cursor
from forum.members import passwords
from forum.members.models import Member
from forum.members.queries import get_member
from forum.members.session import me, moderators_only, someone
from forum.moderation import actions
from forum.moderation.queries import first_credits
from forum.modlog import queries as modlog
from forum.modlog.changes import Piece, changes
from forum.modlog.models import LogEntry
from forum.movies.models import Job
from forum.quotes import policy
from forum.quotes import queries as quotes_queries
from forum.quotes.forms import RejectionForm
from forum.quotes.models import Quote

bp = Blueprint("moderation", __name__)

COUNTED = 100
LATEST = 5
LARGEST_ID = 2**63 - 1


class Line(NamedTuple):
    """One entry of the log as it is shown."""

    entry: LogEntry
    url: str | None
    changes: list[Piece]
    is_spoiler: bool


@bp.get("/moderation")
@moderators_only
def index() -> ResponseReturnValue:
    """What waits, and what was decided last."""
    return render_template(
        "moderation/index.html",
        waiting=_waiting(),
        oldest=quotes_queries.pending_quotes(size=LATEST).items,
        suggested=desk_queries.pending_suggestions(size=LATEST).items,
        lines=_lines(modlog.entries(size=LATEST).items, me()),
    )


@bp.post("/members/<name>/handover")
@moderators_only
def hand_over(name: str) -> ResponseReturnValue:
    """Give an archived profile to whoever it belongs to: the moderator passes the password on."""
    member, password = get_member(name), passwords.generate_password()
    actions.hand_over_profile(me(), member, passwords.hash_password(password))
    told = f"{member.name} can sign in now. The password, shown this once: {password}"
    return done(url_of(member), told)


@bp.get("/moderation/quotes")
@moderators_only
def quotes() -> ResponseReturnValue:
    """The queue, oldest first, with one quote in focus and the evidence beside it."""
    page = quotes_queries.pending_quotes(place=place_in(request.args))
    quote = _in_focus(page)
    if quote is None:
        return render_template("moderation/empty.html", waiting=_waiting())
    where = {"page": page, "place": _place(), "next": _next(page, quote), "waiting": _waiting()}
    return render_template("moderation/quotes.html", quote=quote, **where, **_judging(quote))


@bp.get("/moderation/log")
def log() -> ResponseReturnValue:
    """Every decision, for everybody to read."""
    kinds = modlog.kinds_of_action()
    action = chosen(request.args, "action", kinds)
    page = modlog.entries(place=place_in(request.args), action=action)
    lines = _lines(page.items, someone())
    return render_template("moderation/log.html", page=page, lines=lines, kinds=kinds, action=action)


def _waiting() -> str:
    """How many quotes wait, in a few characters: 17, or 100+."""
    count = quotes_queries.pending_count_bounded(COUNTED + 1)
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _in_focus(page: Page) -> Quote | None:
    """The quote asked for if it still waits, else the first of the page."""
    asked = request.args.get("quote", type=int) or 0
    listed = next((quote for quote in page.items if quote.id == asked), None)
    found = listed or (quotes_queries.find_pending(asked) if 0 < asked <= LARGEST_ID else None)
    return found or next(iter(page.items), None)


def _place() -> dict[str, Any]:
    """Which page of the queue this is, as the address says it."""
    return {name: request.args[name] for name in ("after", "before") if request.args.get(name)}


def _next(page: Page, quote: Quote) -> str:
    """Where the desk goes on after this quote: the next of the page, or the page after it, were it empty."""
    ids = [waiting.id for waiting in page.items]
    where = ids.index(quote.id) + 1 if quote.id in ids else 0
    if where < len(ids):
        return url_for("moderation.quotes", quote=ids[where], **_place())
    return url_for("moderation.quotes", after=write_cursor((quote.created_at, quote.id)))


def _judging(quote: Quote) -> dict[str, Any]:
    """What judging this quote needs, beside itself."""
    people = first_credits(quote.movie)
    return {
        "verdict": policy.may_judge(me(), quote),
        "form": RejectionForm(formdata=None, data={"version": quote.version}),
        "record": quotes_queries.record_of(quote.author_id) if quote.author_id else None,
        "likenesses": quotes_queries.likenesses_of(quote),
        "directors": [credit.person.name for credit in people if credit.job == Job.DIRECTOR],
        "cast": [credit for credit in people if credit.job == Job.CAST],
    }


def _lines(entries: Iterable[LogEntry], reader: Member | None) -> list[Line]:
    entries = list(entries)
    quotes = [entry.subject_id for entry in entries if entry.subject_kind == "quote"]
    moderates = reader is not None and reader.moderates
    # A quote that is not on its page is not there for others: its entry stands, without a link to nothing.
    shown = set(quotes) if moderates or not quotes else quotes_queries.approved_among(quotes)
    return [_line(entry, linked=entry.subject_kind != "quote" or entry.subject_id in shown) for entry in entries]


def _line(entry: LogEntry, *, linked: bool) -> Line:
    # Words its author took back are not read here either; that they were changed, by whom and when, stands.
    details = (entry.details or {}) if linked else {}
    both = isinstance(details.get("before"), str) and isinstance(details.get("after"), str)
    pieces = changes(details["before"], details["after"]) if both else []
    url = place_of(entry.subject_kind, entry.subject_id) if linked else None
    return Line(entry, url, pieces, bool(details.get("spoiler")))
