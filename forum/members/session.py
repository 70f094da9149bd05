"""Who is asking: the one place that touches Flask-Login's proxy, and the walls that ask for a sign-in."""

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, cast

import sqlalchemy as sa
from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from forum.kernel.alike import private
from forum.kernel.db import db, now
from forum.kernel.errors import SignInNeeded
from forum.kernel.request_limits import SAFE_METHODS
from forum.kernel.security_log import log_event_after_commit
from forum.kernel.submitted_text import get_submitted_text
from forum.kernel.verdict import require
from forum.members import actions
from forum.members.devices import remember_device
from forum.members.models import Member, SignIn
from forum.members.policy import may_administer, may_moderate

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
_numbers: dict[str, sa.ColumnElement[int]] = {"unread": sa.literal(0)}


@private
def someone() -> Member | None:
    """The signed-in member as a real object, safe to hand to the ORM; None for a reader."""
    return cast(Member, current_user._get_current_object()) if current_user.is_authenticated else None


@private
def me() -> Member:
    """The signed-in member, behind a wall that lets nobody else through."""
    return cast(Member, current_user._get_current_object())


def load_member(token: str) -> Member | None:
    """The member whose sign-in this token is, in one query; None when it was revoked or has run out."""
    found = db.session.execute(_live(), {"token_hash": actions.token_hash(token), "at": now()}).one_or_none()
    if found is None:
        return None
    member, member.sign_in_token, member.unread_lines = found[0], token, found[1]
    return member


def counts_unread(number: sa.ScalarSelect[int]) -> None:
    """What a slice above counts of a member comes along with whoever is asking, in the query that finds them."""
    _numbers["unread"] = number


@cache
def _live() -> sa.Select[Member, int]:
    """Asked by every request of a member, so put together once."""
    asked = sa.select(Member, _numbers["unread"]).join(SignIn, SignIn.member_id == Member.id)
    return asked.where(SignIn.token_hash == sa.bindparam("token_hash"), SignIn.expires_at > sa.bindparam("at"))


def enter(member: Member, *, stays: bool) -> str:
    """Sign this browser in as the member, in a session that holds nothing from before; return its device cookie."""
    session.clear()
    session.permanent = stays
    sign_in = actions.sign_in(member, stays=stays, browser=request.user_agent.string)
    log_event_after_commit("auth.sign_in_succeeded", member_id=member.id)
    login_user(member)
    return remember_device(member, sign_in)


def signed_in(view: View[P]) -> View[P]:
    """A wall that sends a reader to the sign-in page and back to where they were."""

    @wraps(view)
    def behind_the_wall(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _to_the_door()
        return view(*args, **kwargs)

    return behind_the_wall


def moderators_only(view: View[P]) -> View[P]:
    """A wall for the moderators' pages."""

    @wraps(view)
    def behind_the_desk(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        require(may_moderate(someone()))
        return view(*args, **kwargs)

    return signed_in(behind_the_desk)


def admins_only(view: View[P]) -> View[P]:
    """A wall for the admins' pages."""

    @wraps(view)
    def in_the_office(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        require(may_administer(someone()))
        return view(*args, **kwargs)

    return signed_in(in_the_office)


def _to_the_door() -> ResponseReturnValue:
    if request.method in SAFE_METHODS:
        back = request.full_path.rstrip("?")
        return redirect(url_for("members.login", next=back), 302)
    if get_submitted_text().fields:
        raise SignInNeeded("You are not signed in. Log in in another tab, then send your words again from here.")
    return redirect(url_for("members.login", next=_page_of_form()), 303)


def _page_of_form() -> str:
    referrer = request.referrer or ""
    return referrer.removeprefix(request.host_url.rstrip("/")) if referrer.startswith(request.host_url) else "/"
