"""Security headers, and who may keep a page."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, session
from flask_talisman import Talisman

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",  # custom properties: the hue of a film, the share of a bar
    "img-src": "'self' data:",  # the star masks are data
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

POLICY_TEXT = "; ".join(f"{directive} {sources}" for directive, sources in POLICY.items())
EXTENSION = "balcony_security_headers"
SIGNED_IN = "_user_id"  # Flask-Login's
NOSNIFF = ("X-Content-Type-Options", "nosniff")
# A year, as browsers' preload lists ask; names below the site's own are part of it.
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31556926; includeSubDomains")


class SecurityHeaders:
    """A WSGI layer around all others: every answer carries the headers that depend on nothing but the site.

    Kept pages, static files and what is refused before the app is asked never reach the app's own headers.
    """

    def __init__(self, app: WSGIApplication, *, secure: bool) -> None:
        self._app = app
        self._headers = [NOSNIFF, STRICT_TRANSPORT] if secure else [NOSNIFF]
        self._names = {name.lower() for name, _ in self._headers}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, self.add(headers), *rest)

        return self._app(environ, start)

    def add(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return an answer's headers with these, each once."""
        return [pair for pair in headers if pair[0].lower() not in self._names] + self._headers


def install(app: Flask, *, secure: bool) -> None:
    """Send the policy with every page; `SecurityHeaders` insists on https, for the other answers too."""
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=False,  # the proxy's work; behind it every request looks plain
        strict_transport_security=False,
        session_cookie_secure=secure,
        frame_options="DENY",
        referrer_policy="strict-origin-when-cross-origin",
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()", "browsing-topics": "()"},
    )
    app.after_request(_say_who_may_keep_it)


def _say_who_may_keep_it(answer: Response) -> Response:
    # The session is asked, not the member: an answer must be finished even when the database is away.
    private = session.modified or SIGNED_IN in session or "Set-Cookie" in answer.headers
    if private and answer.cache_control.public:
        # A poster, alike for all: their own browser keeps it, nothing on the way does, for a cookie may come along.
        answer.cache_control.public, answer.cache_control.private = False, True
    elif private:
        answer.headers["Cache-Control"] = "private, no-store"
    else:
        answer.headers.setdefault("Cache-Control", "no-cache")
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer
