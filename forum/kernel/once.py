"""A form sent twice makes one thing: its key, with the address it was sent to, is a row in the transaction of that."""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.kernel.db import UNSEEN, BigId, Model, db, now, on_postgresql, run

FIELD = "once"
LONGEST_KEY = 64
_KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_KEY}}}")
KEPT = timedelta(days=2)
ARRIVED, MOST_ARRIVED = "arrived", 5  # several, for pages of other tabs may be asked for in between


class SentForm(Model):
    """A form that was acted upon: whose, which, and where its answer led."""

    __tablename__ = "sent_forms"
    __table_args__ = UNSEEN

    member_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def new_once() -> str:
    """A fresh key for one rendering of a form."""
    return secrets.token_urlsafe(18)


def same_once() -> str:
    """Return the key of the form of this request, for a page that sends the same words again; a fresh one without."""
    key = request.form.get(FIELD, "")
    return key if _KEY.fullmatch(key) else new_once()


def first_time(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Act on the form, unless this member sent it before: then lead to where the first one led.

    A refused form is rolled back with its key, so it can be sent again. Signed-out forms are not remembered: a
    name is registered once anyway, and a second sign-in must get its own cookie.
    """
    key = request.form.get(FIELD, "")
    if not _KEY.fullmatch(key) or not current_user.is_authenticated:
        return act()
    who = {"member_id": current_user.id, "key": _at_this_address(key)}
    if run(_first(on_postgresql()), who | {"created_at": now(), "location": ""}).first():
        g.sent_form = who
        return act()
    location = db.session.scalar(sa.select(SentForm.location).filter_by(**who))
    note_arrival()
    return redirect(location or "/", 303)


def _at_this_address(key: str) -> str:
    """The key of what is sent here: one page's buttons may lead to many addresses and share a key."""
    return hashlib.sha256(f"{key} {request.path}".encode()).hexdigest()


def remember_answer(location: str) -> None:
    """Keep where this form's answer leads, for its twin."""
    who: dict[str, Any] | None = g.get("sent_form")
    if who:
        run(LED_TO, {"of": who["member_id"], "under": who["key"], "led_to": location})


def note_arrival() -> None:
    """Keep in the session that the form of this request arrived, so that its member's browser forgets the draft."""
    key = request.form.get(FIELD, "")
    if _KEY.fullmatch(key):
        session[ARRIVED] = [*session.get(ARRIVED, [])[1 - MOST_ARRIVED :], key]


def arrived_forms() -> str:
    """Return the keys of this browser's last forms that arrived, with spaces between."""
    return " ".join(session.get(ARRIVED, []))


def forget_old_forms() -> None:
    """Drop the keys no browser will send again."""
    db.session.execute(sa.delete(SentForm).where(SentForm.created_at < now() - KEPT))


# Run by every form that is sent, so put together once.
_forms: Any = SentForm.__table__
LED_TO = (
    sa.update(_forms)
    .where(_forms.c.member_id == sa.bindparam("of"), _forms.c.key == sa.bindparam("under"))
    .values(location=sa.bindparam("led_to"))
)


@cache
def _first(for_postgresql: bool) -> Any:
    insert: Any = (postgresql if for_postgresql else sqlite).insert(_forms)
    return insert.on_conflict_do_nothing().returning(sa.literal(1))
