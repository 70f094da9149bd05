"""The Flask app with the house's manners at the edge: one transaction a request, retries, ids with a ceiling."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from wsgiref.types import WSGIEnvironment

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from forum.kernel import once
from forum.kernel.db import db, on_postgresql
from forum.kernel.db_faults import DATABASE_ERRORS, DatabaseFault, classify
from forum.kernel.db_session import CommitProgress, commit_progress, forget_commits
from forum.kernel.errors import DomainError, Outdated
from forum.kernel.headers import SIGNED_IN
from forum.kernel.request_limits import SAFE_METHODS
from forum.kernel.sqlite import reader, writing

View = TypeVar("View", bound=Callable[..., Any])
TRIES = 3
LONGEST_PATH = 500  # of an address that takes more than the usual; to look for a longer one takes milliseconds
# What a request may end in that another try may heal.
PASSING_ERRORS = (*DATABASE_ERRORS, StaleDataError, Outdated)
NOTHING_SAVED = "The database cannot be written to just now. Nothing was saved. Try again in a moment."
WORDS_KEPT = (
    "The database cannot be written to just now. Nothing was saved; your words are below. Send them again soon."
)
# A connection that breaks while COMMIT is on its way leaves open whether it arrived.
SAFE_TO_REPEAT = (
    "The database stopped answering while this was being saved, so it may be saved already. Send it again: "
    "what arrived before is not saved twice."
)
LOOK_FIRST = (
    "The database stopped answering while this was being saved, so it may be saved already. "
    "Look whether it is before you send it again."
)


class DatabaseUnavailable(DomainError):
    """The database could not be used just now; the words say what that means for what was sent."""

    status = 503


class IdConverter(IntegerConverter):
    """Ids no larger than both databases can hold; anything beyond is simply not there.

    Each in one spelling: no zeros in front, no digits of other scripts, none so long that reading it is work.
    """

    regex = "[1-9][0-9]{0,18}"

    def __init__(self, map: Any, **options: Any) -> None:
        super().__init__(map, max=2**63 - 1, **options)


class HouseTemplate(Template):
    """A template of which nothing is asked anew when another one imports it."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Its macros. Jinja first looks which globals the importing one has beyond ours: none, for all share theirs,
        and the looking took a tenth of a page that imports a dozen components."""
        return super()._get_default_module()


class House(Flask):
    """Flask, with writes that are retried, remembered and never begun as reads."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; a write that lost a race in the database is run again from the start, three times at most."""
        act = super().dispatch_request
        if request.routing_exception:
            return act()
        if request.method in SAFE_METHODS:
            return _read_again_once(act)
        _begin_to_write()
        return _retried(lambda: once.first_time(act))


def takes_up_to(size: int) -> Callable[[View], View]:
    """Members send bodies of so many bytes to this view; for strangers, and all others, the app's own limit stands."""

    def marked(view: View) -> View:
        view.largest_body = size  # type: ignore[attr-defined]
        return view

    return marked


def max_body_size(app: Flask, environ: WSGIEnvironment) -> int:
    """Return how many bytes of a body the view of this request may be sent at the most, by anybody.

    Asked before the body is read, so a session cookie is believed; what it is worth is found out when it is there.
    """
    usual = int(app.config["MAX_CONTENT_LENGTH"])
    path, cookies = environ.get("PATH_INFO", ""), environ.get("HTTP_COOKIE", "")
    if app.config["SESSION_COOKIE_NAME"] not in cookies or len(path) > LONGEST_PATH:
        return usual
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return usual
    return int(getattr(app.view_functions[endpoint], "largest_body", usual))


def ends_session(view: View) -> View:
    """Mark the view that signs out: where the database cannot be used, this browser at least forgets its session."""
    view.ends_session = True  # type: ignore[attr-defined]
    return view


def begin_request() -> None:
    """Every request begins as a read: whoever asks is found without waiting for others who write.

    Also said before the form is read: how much is read. Registered before everything that queries.
    """
    writing.set(False)
    forget_commits()
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, "largest_body", None)
    request.max_content_length = largest if largest and SIGNED_IN in session else None  # strangers send no pictures


@contextmanager
def before_writing() -> Iterator[None]:
    """Inside, this request looks things up as a reader: for slow work that others on SQLite need not wait for.

    Only before its view runs. What was loaded is read again afterwards.
    """
    db.session.rollback()
    try:
        with reader():
            yield
    finally:
        db.session.rollback()


def to_domain_error(error: Exception) -> Exception:
    """Return what an error of the database means to a reader: DatabaseUnavailable when it may pass, else itself."""
    if classify(error) is DatabaseFault.BUG:
        return error
    progress = commit_progress()
    may_be_saved = progress is CommitProgress.CONFIRMED or (progress is CommitProgress.SENT and on_postgresql())
    if may_be_saved:
        return DatabaseUnavailable(SAFE_TO_REPEAT if "sent_form" in g else LOOK_FIRST)
    return DatabaseUnavailable(WORDS_KEPT if request.content_length else NOTHING_SAVED)


def _begin_to_write() -> None:
    """From here on transactions take SQLite's one writer's place, and nothing before it was read while holding it.

    Whoever asks is looked for first, and that reading ends, also where a cookie is no longer good and finds nobody.
    """
    if db.engine.dialect.name == "sqlite":
        bool(current_user)
        db.session.commit()
    writing.set(True)


def _read_again_once(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Run a view that only reads. On a connection that broke meanwhile nothing is lost by beginning again."""
    try:
        return act()
    except PASSING_ERRORS as error:
        db.session.rollback()
        if classify(error) not in (DatabaseFault.CONNECTION_LOST, DatabaseFault.RETRYABLE):
            raise
    _forget_this_try(dict(session))
    return act()


def _retried(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    before = dict(session)
    for left in reversed(range(TRIES)):
        forget_commits()
        try:
            return act()
        except PASSING_ERRORS as error:
            db.session.rollback()
            if left and _may_run_again(error):
                _forget_this_try(before)
                continue
            meant = to_domain_error(error)
            _forget_this_try(before)  # a session that was not saved must not reach the browser
            raise meant from error
    raise AssertionError("unreachable")  # pragma: no cover


def _may_run_again(error: Exception) -> bool:
    """Return whether nothing of this try was saved, and the next one may do better.

    A serialization failure at COMMIT is the server's own word that nothing was. A connection that was lost with COMMIT
    on its way says nothing, so that is never run again.
    """
    fault, progress = classify(error), commit_progress()
    if fault is DatabaseFault.RETRYABLE:
        return progress is not CommitProgress.CONFIRMED
    return fault is DatabaseFault.CONNECTION_LOST and progress is CommitProgress.NOT_SENT


def _forget_this_try(before: dict[str, Any]) -> None:
    db.session.remove()
    session.clear()
    session.update(before)
    for name in ("_login_user", "_flashes", "sent_form"):
        g.pop(name, None)
