"""Every error as a page of the house: what happened, what to do, and the words that were typed."""

import math
from dataclasses import replace
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from forum.kernel.cost_limits import BudgetSpent
from forum.kernel.cross_site import CrossSiteRequest, is_from_own_page
from forum.kernel.db import db
from forum.kernel.db_faults import DATABASE_ERRORS, DatabaseFault, classify, describe_fault, is_unavailable
from forum.kernel.errors import DomainError, Moved
from forum.kernel.limits import seconds_to_wait
from forum.kernel.once import new_once
from forum.kernel.request_limits import SAFE_METHODS, RefusedRequest
from forum.kernel.sqlite import writing
from forum.kernel.submitted_text import NOTHING, UNSEEN_FIELDS, SubmittedText, get_submitted_text
from forum.kernel.web import DatabaseUnavailable, to_domain_error

log = structlog.get_logger()
CLEAR_SITE_DATA = '"cache", "storage"'
RETRY_SECONDS = 5
SEND_AGAIN = frozenset({401, 503})  # the same words may well be taken at a second try

TITLES = {
    400: "That did not arrive whole",
    401: "Take a seat first",
    403: "Not your seat",
    404: "No such page",
    405: "Not a way in",
    409: "Somebody was faster",
    413: "Too much at once",
    414: "This address is too long",
    415: "This is not a form",
    422: "That cannot be read",
    429: "One at a time",
    431: "Too many cookies",
    500: "The projector broke",
    503: "Back in a moment",
}
WORDS = {
    400: "Something in this request could not be understood. Go back and try again.",
    403: "You may not do this.",
    404: "It may have moved, or the address has a slip in it.",
    405: "This address does not answer to that.",
    413: "What you sent is larger than this house accepts. Make it smaller and send it again.",
    500: "The fault is ours and has been written down. Nothing of what you sent was half saved.",
    503: "The house cannot look anything up just now. Try again in a moment.",
}
TOO_MUCH = "That was a lot in a short time. Try again in {wait}."
STALE = "This form had been open in another sitting, so it was not sent. Look it over and send it again."
SIGNED_OUT_HERE = (
    "You are signed out in this browser. The server could not note it, so until it can, the session itself stays valid "
    "there: somebody who holds a copy of its cookie could still use it. End it under Settings when you sign in again."
)
FOREIGN = "This form did not come from a page of this house, so nothing was done."


def install(app: Flask) -> None:
    """Answer every error with its page."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(CrossSiteRequest, _cross_site)
    app.register_error_handler(SecurityError, _stranger)
    app.register_error_handler(TooManyRequests, _too_many)
    app.register_error_handler(BudgetSpent, _budget_spent)
    app.register_error_handler(RefusedRequest, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DatabaseUnavailable, _unavailable)
    for kind in DATABASE_ERRORS:
        app.register_error_handler(kind, _database)
    app.register_error_handler(Exception, _broken)


def wait_in_words(seconds: int) -> str:
    """How long that is to somebody who waits; rounded up, so that nobody is sent back too early."""
    if seconds <= 50:
        return f"about {math.ceil(seconds / 10) * 10} seconds"
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    hours = math.ceil(seconds / 3600)
    return "about an hour" if hours == 1 else f"about {hours} hours"


def _domain(error: DomainError) -> Response:
    again = error.may_be_sent_again or error.status in SEND_AGAIN
    kept = get_submitted_text() if error.keeps_key else replace(get_submitted_text(), key="")
    return _page(error.status, str(error) or WORDS.get(error.status, ""), title=error.title, kept=kept, again=again)


def _moved(error: Moved) -> BaseResponse:
    seen = request.view_args or {}
    parts: dict[str, Any] = {name: error.new if value == error.old else value for name, value in seen.items()}
    address = url_for(request.endpoint or "", **parts)
    query = request.query_string.decode(errors="replace")
    return redirect(f"{address}?{query}" if query else address, 301 if request.method in ("GET", "HEAD") else 308)


def _csrf(_error: CSRFError) -> Response:
    # A form of ours gets its words back with a button to send them again. A stranger's form does not: the button
    # would send words that the member never typed.
    return _page(400, STALE, again=True) if is_from_own_page() else _page(400, FOREIGN, kept=NOTHING)


def _cross_site(_error: CrossSiteRequest) -> Response:
    return _page(400, FOREIGN, kept=NOTHING)


def _stranger(_error: SecurityError) -> Response:
    """Answer a Host that is not ours: no address of this site can be written for it, so the page has no links."""
    return _small_page(400, WORDS[400], home="")


def _refused(error: RefusedRequest) -> Response:
    """Answer what no page of ours sends: nobody is looked up, nothing is read or given back."""
    return _small_page(error.code or 400, error.description or "", home=url_for("pages.home"))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    page = _page(error.code, WORDS.get(error.code, error.description or ""))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        page.headers["Allow"] = ", ".join(error.valid_methods)
    return page


def _too_many(_error: TooManyRequests) -> Response:
    seconds = seconds_to_wait() or RETRY_SECONDS
    # Without the password that was not kept, sending a sign-in again leads nowhere.
    page = _page(429, TOO_MUCH.format(wait=wait_in_words(seconds)), again=True)
    page.headers["Retry-After"] = str(seconds)
    return page


def _budget_spent(error: BudgetSpent) -> Response:
    """Answer a signed-out sender who has caused too much work, and cause no more: the form is not even read."""
    seconds = error.retry_after if isinstance(error.retry_after, int) else RETRY_SECONDS
    page = _small_page(429, TOO_MUCH.format(wait=wait_in_words(seconds)), home=url_for("pages.home"))
    page.headers["Retry-After"] = str(seconds)
    return page


def _database(error: Exception) -> Response:
    """Answer an error of the database outside a view's own tries: before it, or while reading."""
    if classify(error) is DatabaseFault.BUG:
        return _broken(error)
    meant = to_domain_error(error) if request.method not in SAFE_METHODS else DatabaseUnavailable(WORDS[503])
    meant.__cause__ = error
    return _unavailable(meant)


def _unavailable(error: Exception) -> Response:
    """Say that the database cannot be used just now, in one line of the log and with the typed words in the page."""
    log.warning("database.unavailable", path=request.path, error=describe_fault(error.__cause__ or error))
    if getattr(current_app.view_functions.get(request.endpoint or ""), "ends_session", False):
        session.clear()
        g.pop("_login_user", None)
        page = _page(503, SIGNED_OUT_HERE)
        page.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return page
    return _page(503, str(error), again=True)


def _broken(error: Exception) -> Response:
    log.error("broken", path=request.path, method=request.method, exc_info=error)
    return _page(500, WORDS[500])


def _page(
    status: int, words: str, *, title: str = "", kept: SubmittedText | None = None, again: bool = False
) -> Response:
    """Return the page of an error. With `again` it offers to send the form once more, under the key it came with."""
    db.session.rollback()
    writing.set(False)
    kept = get_submitted_text() if kept is None else kept
    seen = _seen(status, words, title) | {"kept": kept.fields, "is_complete": kept.is_complete}
    seen |= {
        "again": again and kept.may_be_sent_again,
        "address": _address(),
        "once": kept.key or new_once(),
        "unseen": UNSEEN_FIELDS,
    }
    answer = Response(_drawn(seen), status, mimetype="text/html")
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _seen(status: int, words: str, title: str = "") -> dict[str, Any]:
    title = title or TITLES.get(status, "Something went wrong")
    return {"status": status, "title": title, "words": words, "request_id": g.get("request_id", "")}


def _small_page(status: int, words: str, *, home: str) -> Response:
    """The page without the frame around every page, which would look up who is signed in."""
    plain = current_app.jinja_env.get_template("errors/plain.html").render(**_seen(status, words), home=home)
    return Response(plain, status, mimetype="text/html")


def _drawn(seen: dict[str, Any]) -> str:
    """The page in the house's look; in plain words when even that cannot be drawn."""
    try:
        return render_template("errors/error.html", **seen)
    except Exception as error:  # the database may be what is broken, and the header asks who is signed in
        db.session.rollback()
        if not is_unavailable(error):
            log.error("error page broken", exc_info=error)
        return current_app.jinja_env.get_template("errors/plain.html").render(**seen)


def _address() -> str:
    """This address for a form to be sent to again: never another house's, as one that begins with // would be."""
    path = "/" + request.path.lstrip("/")
    return f"{path}?{request.query_string.decode(errors='replace')}" if request.query_string else path
