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
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from forum.kernel import once
from forum.kernel.db import db
from forum.kernel.errors import DomainError, Outdated
from forum.kernel.headers import SIGNED_IN
from forum.kernel.request_limits import SAFE_METHODS
from forum.kernel.sqlite import reader, writing

View = TypeVar("View", bound=Callable[..., Any])
TRIES = 3
# Serialization failure and deadlock: PostgreSQL asks to run the whole transaction again. A broken foreign key: what the
# new row belongs to went away after it was read, as a movie does that is merged; begun again, it is found elsewhere.
RETRYABLE_STATES = frozenset({"40001", "40P01", "23503"})


class Busy(DomainError):
    """The database could not take the write in time; nothing was saved."""

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
        if request.method in SAFE_METHODS or request.routing_exception:
            return act()
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
    if app.config["SESSION_COOKIE_NAME"] not in environ.get("HTTP_COOKIE", ""):
        return usual
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return usual
    return int(getattr(app.view_functions[endpoint], "largest_body", usual))


def begin_request() -> None:
    """Every request begins as a read: whoever asks is found without waiting for others who write.

    Also said before the form is read: how much is read. Registered before everything that queries.
    """
    writing.set(False)
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


def named(error: Exception) -> Exception:
    """What an error of the database means to a reader: Busy when it may pass, else itself."""
    locked = isinstance(error, OperationalError) and "locked" in str(error.orig)
    if locked or _asks_again(error) or _is_away(error):
        return Busy("The house is very busy. Nothing was saved; your words are below. Send them again in a moment.")
    return error


def _begin_to_write() -> None:
    """From here on transactions take SQLite's one writer's place, and nothing before it was read while holding it.

    Whoever asks is looked for first, and that reading ends, also where a cookie is no longer good and finds nobody.
    """
    if db.engine.dialect.name == "sqlite":
        bool(current_user)
        db.session.commit()
    writing.set(True)


def _retried(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    before = dict(session)
    for left in reversed(range(TRIES)):
        try:
            return act()
        except (DBAPIError, StaleDataError, Outdated) as error:
            db.session.rollback()
            if _asks_again(error) and left:
                _forget_this_try(before)
            else:
                raise named(error) from error
    raise AssertionError("unreachable")  # pragma: no cover


def _forget_this_try(before: dict[str, Any]) -> None:
    db.session.remove()
    session.clear()
    session.update(before)
    for name in ("_login_user", "_flashes", "sent_form"):
        g.pop(name, None)


def _asks_again(error: Exception) -> bool:
    if isinstance(error, StaleDataError | Outdated):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in RETRYABLE_STATES


def _is_away(error: Exception) -> bool:
    """Whether there is no connection to be had: it broke, or none could be made."""
    if not isinstance(error, DBAPIError):
        return False
    no_answer = isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") is None
    return error.connection_invalidated or no_answer
