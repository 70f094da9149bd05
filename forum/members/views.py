"""Pages where members register, come, go and keep their seat."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user
from wtforms import Field

from forum.config import settings
from forum.kernel.answers import done, refuse, safe_next
from forum.kernel.choices import chosen
from forum.kernel.cost_limits import PASSWORD_HASH_UNITS, costs_units
from forum.kernel.db import db, now
from forum.kernel.errors import Denied, Invalid
from forum.kernel.guess_limits import TooManyGuesses
from forum.kernel.limits import register_limit
from forum.kernel.links import found_at, url_of
from forum.kernel.paging import place_in
from forum.kernel.sqlite import reader
from forum.kernel.web import ends_session
from forum.members import actions, passwords, queries
from forum.members.browsers import browser_name
from forum.members.devices import set_device_cookie
from forum.members.forms import BioForm, PasswordForm, RegisterForm, SignInForm
from forum.members.guessing import confirm_password, explain_wait, find_by_password
from forum.members.models import Member
from forum.members.session import enter, me, signed_in, someone

bp = Blueprint("members", __name__)
bp.add_app_template_filter(browser_name)

WRONG = "This name and password do not go together."
CLOSED = "This house takes no new members at the moment."
A_MOMENT = timedelta(minutes=2)


@bp.get("/register")
def register() -> ResponseReturnValue:
    """The form for a new seat."""
    if someone():
        return redirect(safe_next(url_for("pages.home")))
    return render_template("members/register.html", form=RegisterForm(), closed=_closed())


@bp.post("/register")
@costs_units(PASSWORD_HASH_UNITS)
@register_limit
def create() -> ResponseReturnValue:
    """Take a seat, and be signed in at once."""
    form = RegisterForm()
    if _closed():
        raise Denied(CLOSED)
    if not form.validate():
        return refuse("members/register.html", form=form, closed=False)
    password_hash = passwords.hash_password(str(form.password.data))  # slow: before the first query
    try:
        member = actions.register_member(str(form.name.data), password_hash, email=form.email.data)
    except Invalid as fault:
        try:
            member_again = _same_member(form)
        except TooManyGuesses as why:
            return _too_many_guesses(why, form["name"], "members/register.html", form=form, closed=False)
        if member_again is None:
            form.blame("name", str(fault))
            return refuse("members/register.html", form=form, closed=False)
        member = member_again
    return _welcome(member, stays=False, words=f"Welcome, {member.name}. The balcony is open.")


@bp.get("/login")
def login() -> ResponseReturnValue:
    """The door."""
    if someone():
        return redirect(safe_next(url_for("pages.home")))
    return render_template("members/login.html", form=SignInForm())


@bp.post("/login")
@costs_units(PASSWORD_HASH_UNITS)
def create_sign_in() -> ResponseReturnValue:
    """Come in. The answer and its time are the same whether the name exists or not."""
    form = SignInForm()
    if not form.validate():
        return refuse("members/login.html", form=form)
    try:
        member = find_by_password(str(form.name.data), str(form.password.data))
    except TooManyGuesses as why:
        return _too_many_guesses(why, form["password"], "members/login.html", form=form)
    if member is None:
        form.blame("password", WRONG)
        return refuse("members/login.html", form=form)
    return _welcome(member, stays=form.stays.data)


@bp.get("/logout")
def logout() -> ResponseReturnValue:
    """Ask first: a link alone signs nobody out."""
    return render_template("members/logout.html") if someone() else redirect(url_for("pages.home"))


@bp.post("/logout")
@ends_session
def delete_sign_in() -> ResponseReturnValue:
    """Leave, here or everywhere."""
    member = someone()
    if member:
        actions.sign_out(member)
    db.session.commit()
    logout_user()
    session.clear()
    answer = redirect(url_for("pages.home"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.get("/settings", endpoint="settings")
@signed_in
def settings_page() -> ResponseReturnValue:
    """What a member may change about the own seat."""
    return render_template("members/settings.html", **_settings())


@bp.post("/settings/bio")
@signed_in
def update_bio() -> ResponseReturnValue:
    """Say something about oneself."""
    form = BioForm()
    if not form.validate():
        return refuse("members/settings.html", **_settings(bio_form=form))
    actions.describe_oneself(me(), form.bio.data or "")
    return done(url_for("members.settings"), "Your profile is saved.")


@bp.post("/settings/password")
@signed_in
def update_password() -> ResponseReturnValue:
    """Take a new password; every other browser is signed out."""
    form = PasswordForm()
    if not form.validate():
        return refuse("members/settings.html", **_settings(password_form=form))
    try:
        right = confirm_password(me(), str(form.old_password.data))
    except TooManyGuesses as why:
        return _too_many_guesses(why, form["old_password"], "members/settings.html", **_settings(password_form=form))
    if not right:
        form.blame("old_password", "This is not the password you have now.")
        return refuse("members/settings.html", **_settings(password_form=form))
    password_hash = passwords.hash_password(str(form.new_password.data))
    actions.change_password(me(), password_hash)
    return done(url_for("members.settings"), "Your password is changed. Other browsers are signed out.")


@bp.post("/settings/sign-ins/<id:sign_in_id>/revocation")
@signed_in
def revoke(sign_in_id: int) -> ResponseReturnValue:
    """Sign another browser out."""
    actions.revoke_sign_in(me(), sign_in_id)
    return done(url_for("members.settings"), "That browser is signed out.")


@bp.post("/members/<name>/follow")
@signed_in
def follow(name: str) -> ResponseReturnValue:
    """Read somebody more closely."""
    other = queries.get_member(name)
    actions.follow(me(), other)
    return done(url_of(other), f"You follow {other.name}.")


@bp.post("/members/<name>/unfollow")
@signed_in
def unfollow(name: str) -> ResponseReturnValue:
    """Stop following."""
    other = queries.get_member(name)
    actions.unfollow(me(), other)
    return done(url_of(other), f"You no longer follow {other.name}.")


@bp.get("/members")
def index() -> ResponseReturnValue:
    """Everybody in the house: the newest, the most followed, or the Super Reviewers."""
    by, place = chosen(request.args, "by", ("followed", "super")), place_in(request.args)
    followed = by == "followed"
    page = queries.most_followed(place=place) if followed else queries.newest_members(by == "super", place=place)
    return render_template("members/index.html", page=page, by=by)


@bp.get("/members/<name>/friends")
def friends(name: str) -> ResponseReturnValue:
    """Whom a member follows, and who follows back."""
    member, place = queries.get_member(name), place_in(request.args)
    towards = bool(chosen(request.args, "of", ("followers",)))
    page = (queries.followers_of if towards else queries.followed_by)(member, place=place)
    return render_template("members/friends.html", member=member, page=page, towards=towards)


@found_at("member")
def _member_place(member_id: int) -> str:
    return url_for("members.by_id", member_id=member_id)


@bp.get("/members/by-id/<id:member_id>")
def by_id(member_id: int) -> ResponseReturnValue:
    """The permanent address of a member, whatever the name."""
    member = db.get_or_404(Member, member_id)
    return redirect(url_of(member))


def _closed() -> bool:
    return settings().registration != "open"


def _welcome(member: Member, *, stays: bool, words: str = "") -> ResponseReturnValue:
    """Sign the member in here, know this browser from now on, and lead to where they were going."""
    device_cookie = enter(member, stays=stays)
    answer = make_response(done(safe_next(url_for("pages.home")), words))
    set_device_cookie(answer, device_cookie)
    return answer


def _too_many_guesses(why: TooManyGuesses, field: Field, template: str, /, **context: Any) -> ResponseReturnValue:
    """Show the form again with how long to wait."""
    field.errors = [explain_wait(why)]
    answer = make_response(refuse(template, 429, **context))
    answer.headers["Retry-After"] = str(why.retry_after)
    return answer


def _same_member(form: RegisterForm) -> Member | None:
    """Return the member a form sent twice made a moment ago.

    Nobody older: this is no second sign-in page. A wrong password counts as it does there.
    """
    db.session.expunge_all()
    db.session.rollback()
    with reader():
        member = queries.find_member(str(form.name.data))
        is_new = member is not None and now() - member.created_at < A_MOMENT
        db.session.rollback()
    return find_by_password(str(form.name.data), str(form.password.data)) if is_new else None


def _settings(**forms: object) -> dict[str, Any]:
    member = me()
    fresh = {"bio_form": BioForm(formdata=None, obj=member), "password_form": PasswordForm(formdata=None)}
    here = actions.token_hash(member.sign_in_token)
    return fresh | forms | {"sign_ins": queries.sign_ins_of(member), "this_sign_in": here}
