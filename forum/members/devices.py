"""Browsers that are known: where a member has signed in before, others' wrong guesses do not close the sign-in.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies". The cookie signs nobody in; it only moves the
counting of wrong guesses from the name to the browser (`guessing.py`). It goes to the sign-in page alone, so that no
other page becomes a private one: hence its Path, and `__Secure-` instead of `__Host-`, which needs the path /.
"""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import request, url_for
from werkzeug.wrappers import Response

from forum.config import settings
from forum.kernel.db import db, now
from forum.kernel.security_log import log_event_after_commit
from forum.members.actions import token_hash
from forum.members.models import KnownDevice, Member, SignIn

COOKIE, SECURE_COOKIE = "balcony-device", "__Secure-balcony-device"
KNOWN_FOR = timedelta(days=180)
MAX_PER_MEMBER = 20
MAX_PER_BROWSER = 5  # members who sign in with one browser, a token for each
SEPARATOR = "."
TOKEN_LENGTH = 43


def find_device(member: Member | None) -> KnownDevice | None:
    """Return the device of this browser that the member is known by.

    Asks the same of the database whether there is a member or not.
    """
    hashes = [token_hash(token) for token in _tokens()]
    if not hashes:
        return None
    of_member = sa.select(KnownDevice).where(KnownDevice.member_id == (member.id if member else 0))
    return db.session.scalar(of_member.where(KnownDevice.token_hash.in_(hashes), KnownDevice.expires_at > now()))


def remember_device(member: Member, sign_in: SignIn) -> str:
    """Know this browser by the member from now on, and return what its cookie holds."""
    tokens, device = _tokens(), find_device(member)
    if device is None:
        token = secrets.token_urlsafe(32)
        device = KnownDevice(member_id=member.id, token_hash=token_hash(token))
        db.session.add(device)
        log_event_after_commit("auth.device_remembered", member_id=member.id)
    else:
        token = next(token for token in tokens if token_hash(token) == device.token_hash)
    device.sign_in_id, device.last_used_at, device.expires_at = sign_in.id, now(), now() + KNOWN_FOR
    db.session.flush()
    _forget_oldest(member)
    return SEPARATOR.join([token, *(other for other in tokens if other != token)][:MAX_PER_BROWSER])


def set_device_cookie(answer: Response, value: str) -> None:
    """Send the cookie with this answer."""
    answer.set_cookie(
        _cookie_names()[0 if _is_sign_in_page() else 1],
        value,
        max_age=KNOWN_FOR,
        path=url_for("members.login"),
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def _forget_oldest(member: Member) -> None:
    of_member = sa.select(KnownDevice.id).where(KnownDevice.member_id == member.id)
    latest_first = of_member.order_by(KnownDevice.last_used_at.desc(), KnownDevice.id.desc())
    old = list(db.session.scalars(latest_first.offset(MAX_PER_MEMBER)))
    if old:
        db.session.execute(sa.delete(KnownDevice).where(KnownDevice.id.in_(old)))


def _tokens() -> list[str]:
    """Return the tokens this browser sent, the latest member's first; what is no token of ours is left out."""
    sent = SEPARATOR.join(request.cookies.get(name, "") for name in _cookie_names())
    tokens = sent.split(SEPARATOR, 2 * MAX_PER_BROWSER)[: 2 * MAX_PER_BROWSER]
    return [token for token in tokens if len(token) == TOKEN_LENGTH and token.isascii()]


def _cookie_names() -> tuple[str, str]:
    """Return the name of the cookie that signing in sends, and of the one that registering sends.

    The page for registering is sent neither, so what it sends must not take the place of what is there.
    """
    name = SECURE_COOKIE if settings().secure else COOKIE
    return name, f"{name}-new"


def _is_sign_in_page() -> bool:
    return request.path == url_for("members.login")
