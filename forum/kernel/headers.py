"""Security headers, and who may keep a page."""

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

SIGNED_IN = "_user_id"  # Flask-Login's


def install(app: Flask, *, secure: bool) -> None:
    """Send the policy with every page; https is insisted on where the house has it."""
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=False,  # the proxy's work; behind it every request looks plain
        strict_transport_security=secure,
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
