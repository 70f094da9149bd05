"""A form sent twice makes one thing: its key, with the address it was sent to, is a row in the transaction of that.

The row also holds a fingerprint of what was sent. The same key with other words is another form, sent from a page that
was opened before: nothing of it is dropped, its sender is asked.
"""

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
from werkzeug.datastructures import FileStorage

from forum.kernel.db import UNSEEN, BigId, Model, db, now, on_postgresql, run
from forum.kernel.errors import WrongState

FIELD = "once"
LONGEST_KEY = 64
_KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_KEY}}}")
KEPT = timedelta(days=2)
ARRIVED, MOST_ARRIVED = "arrived", 5  # several, for pages of other tabs may be asked for in between
CHUNK_BYTES = 64 * 1024
# New with every page, and so no part of what was typed; a form with a prefix has them under that.
_OF_THE_PAGE = re.compile(rf"(?:.*-)?(?:csrf_token|{FIELD})")
OTHER_WORDS = (
    "You already sent this form with a different text, and that text was saved. The text below is not saved. "
    "Send it again to post it as well."
)


class SentWithOtherWords(WrongState):
    """The key of this form was used for other words; sent again with a new key it is a form of its own."""

    title = "This form was sent before"
    may_be_sent_again = True
    keeps_key = False


class SentForm(Model):
    """A form that was acted upon: whose, which, and where its answer led."""

    __tablename__ = "sent_forms"
    __table_args__ = UNSEEN

    member_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), primary_key=True)
    location: Mapped[str] = mapped_column(sa.String(2000), default="")
    # None in rows that are older than this column.
    fingerprint: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def new_once() -> str:
    """A fresh key for one rendering of a form."""
    return secrets.token_urlsafe(18)


def get_sent_key() -> str:
    """Return the key of the form of this request; empty where it has none."""
    key = request.form.get(FIELD, "")
    return key if _KEY.fullmatch(key) else ""


def first_time(act: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Act on the form, unless this member sent it before: then lead to where the first one led.

    A refused form is rolled back with its key, so it can be sent again. Signed-out forms are not remembered: a name is
    registered once anyway, and a second sign-in must get its own cookie. Raises SentWithOtherWords for a key that came
    before with other fields, files or arguments of the address.
    """
    key = get_sent_key()
    if not key or not current_user.is_authenticated:
        return act()
    who = {"member_id": current_user.id, "key": _at_this_address(key)}
    fingerprint = _get_fingerprint()
    if run(_first(on_postgresql()), who | {"created_at": now(), "location": "", "fingerprint": fingerprint}).first():
        g.sent_form = who
        return act()
    before = db.session.execute(sa.select(SentForm.location, SentForm.fingerprint).filter_by(**who)).one()
    if before.fingerprint and before.fingerprint != fingerprint:
        raise SentWithOtherWords(OTHER_WORDS)
    note_arrival()
    return redirect(before.location or "/", 303)


def _at_this_address(key: str) -> str:
    """The key of what is sent here: one page's buttons may lead to many addresses and share a key."""
    return hashlib.sha256(f"{key} {request.path}".encode()).hexdigest()


def _get_fingerprint() -> str:
    """Return a digest of what the sender typed, chose and attached, in the order in which it was sent.

    Empty fields say nothing, and an error page that offers to send a form again leaves them out.
    """
    digest = hashlib.sha256(request.query_string)
    typed = [(name, value) for name, value in request.form.items(multi=True) if value]
    fields = [(name, value) for name, value in typed if not _OF_THE_PAGE.fullmatch(name)]
    files = [(name, file.filename or "", _digest_of(file)) for name, file in request.files.items(multi=True)]
    for part in (part for field in (*fields, *files) for part in field):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(encoded)}:".encode() + encoded)
    return digest.hexdigest()


def _digest_of(file: FileStorage) -> str:
    """Return the digest of a file that was sent, which is left where it was read to."""
    place = file.stream.tell()
    file.stream.seek(0)
    digest = hashlib.sha256()
    while chunk := file.stream.read(CHUNK_BYTES):
        digest.update(chunk)
    file.stream.seek(place)
    return digest.hexdigest()


def remember_answer(location: str) -> None:
    """Keep where this form's answer leads, for its twin."""
    who: dict[str, Any] | None = g.get("sent_form")
    if who:
        run(LED_TO, {"of": who["member_id"], "under": who["key"], "led_to": location})


def note_arrival() -> None:
    """Keep in the session that the form of this request arrived, so that its member's browser forgets the draft."""
    key = get_sent_key()
    if key:
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
