"""How a request that writes ends: done (committed, 303) or refused (rolled back, 422, typed text kept)."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from forum.kernel import once
from forum.kernel.db import db
from forum.kernel.sqlite import writing


def done(url: str, message: str = "") -> ResponseReturnValue:
    """Commit everything this request did, say so, and send the reader on with 303."""
    once.remember_answer(url)
    db.session.commit()
    if message:
        flash(message, "good")
    return redirect(url, 303)


def refuse(template: str, status: int = 422, **context: object) -> ResponseReturnValue:
    """Undo everything this request did and show the form again with what was typed.

    The writer's place on SQLite is given up before rendering, so that nobody waits for a page to be drawn.
    """
    db.session.rollback()
    writing.set(False)
    return render_template(template, **context), status


def safe_next(fallback: str) -> str:
    """Where the reader was before a wall: the `next` value when it is a path of this house, else the fallback."""
    url = request.values.get("next", "")
    parts = urlsplit(url) if url.isprintable() and "\\" not in url else None
    if parts and not parts.scheme and not parts.netloc and url.startswith("/") and not url.startswith("//"):
        return url
    return fallback
