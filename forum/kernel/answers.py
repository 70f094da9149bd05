"""How a request that writes ends: done (committed, 303) or refused (rolled back, 422, typed text kept)."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from forum.kernel import markdown, once
from forum.kernel.db import db
from forum.kernel.forms import Form
from forum.kernel.sqlite import writing

LONGEST_NEXT = 2000
MOST_UNREAD = 3


def done(url: str, message: str = "") -> ResponseReturnValue:
    """Commit everything this request did, say so, and send the reader on with 303."""
    once.remember_answer(url)
    db.session.commit()
    if message:
        _say_on_the_next_page(message)
        once.note_arrival()  # after the commit: what was not saved has not arrived
    return redirect(url, 303)


def refuse(template: str, status: int = 422, **context: object) -> ResponseReturnValue:
    """Undo everything this request did and show the form again with what was typed.

    The writer's place on SQLite is given up before rendering, so that nobody waits for a page to be drawn. What was
    loaded is let go first: a rollback sends each row that stays to be read again.
    """
    db.session.expunge_all()
    db.session.rollback()
    writing.set(False)
    return render_template(template, **context), status


def shown_again(
    template: str, form: Form, *, status: int = 422, draw: Callable[[str], str] = markdown.render, **context: object
) -> ResponseReturnValue:
    """The form once more with what was typed, and how its body would read, by `draw`, when that was asked for."""
    preview = draw(form["body"].data or "") if wants_preview() and not form.errors else None
    return refuse(template, 200 if preview is not None else status, form=form, preview=preview, **context)


def wants_preview() -> bool:
    """Whether the preview button was pressed instead of the one that posts."""
    return "preview" in request.form


def safe_next(fallback: str) -> str:
    """Where the reader was before a wall: the `next` value when it is a path of this house, else the fallback."""
    url = request.values.get("next", "")
    return url if _is_a_path(url) else fallback


def _say_on_the_next_page(message: str) -> None:
    """Keep the message until a page is read. A client that only writes reads none, and no cookie holds every word."""
    unread = session.get("_flashes", [])
    if len(unread) >= MOST_UNREAD:
        session["_flashes"] = unread[1 - MOST_UNREAD :]
    flash(message, "good")


def _is_a_path(url: str) -> bool:
    """Whether a browser stays here with it. They read a backslash as a slash, and drop what is not printed."""
    own = url.startswith("/") and not url.startswith("//")
    return own and len(url) <= LONGEST_NEXT and url.isprintable() and "\\" not in url
