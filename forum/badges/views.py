"""The page of the badge: who holds it, the public record, and the moderators' form."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.badges import actions, policy, queries
from forum.badges.forms import AwardForm, WithdrawalForm
from forum.badges.models import Award
from forum.kernel.answers import done, refuse
from forum.kernel.choices import chosen
from forum.kernel.links import found_at, lives_at
from forum.kernel.paging import place_in
from forum.members.queries import find_member
from forum.members.session import me, moderators_only, someone

bp = Blueprint("badges", __name__)

RECORD = "record"
LATEST = 6


@bp.get("/badges/super-reviewer")
def show() -> ResponseReturnValue:
    """What the badge is and who holds it; ?show=record is every award and withdrawal there ever was."""
    return render_template("badges/show.html", **_shown())


@bp.post("/badges/super-reviewer/awards")
@moderators_only
def create() -> ResponseReturnValue:
    """Give the badge."""
    form = AwardForm()
    member = find_member(form.name.data or "") if form.validate_on_submit() else None
    if member is None:
        if not form.errors:
            form.blame("name", "There is no member of this name.")
        return refuse("badges/show.html", **_shown(form))
    actions.award_badge(me(), member, reason=form.reason.data or "")
    return done(url_for("badges.show"), f"{member.name} is a Super Reviewer.")


@bp.get("/badges/super-reviewer/awards/<id:award_id>/withdrawal")
@moderators_only
def new_withdrawal(award_id: int) -> ResponseReturnValue:
    """Ask why the badge goes."""
    return render_template("badges/withdrawal.html", award=queries.get_award(award_id), form=WithdrawalForm())


@bp.post("/badges/super-reviewer/awards/<id:award_id>/withdrawal")
@moderators_only
def create_withdrawal(award_id: int) -> ResponseReturnValue:
    """Take the badge."""
    award, form = queries.get_award(award_id), WithdrawalForm()
    if not form.validate_on_submit():
        return refuse("badges/withdrawal.html", award=award, form=form)
    actions.withdraw_badge(me(), award, reason=form.reason.data or "")
    return done(url_for("badges.show"), f"{award.member.name} is no longer a Super Reviewer.")


@lives_at(Award)
def award_url(award: Award) -> str:
    """Where an award stands in the record."""
    return f"{url_for('badges.show', show=RECORD)}#award-{award.id}"


@found_at("award")
def _place(_award_id: int) -> str:
    return url_for("badges.show", show=RECORD)


def _shown(form: AwardForm | None = None) -> dict[str, Any]:
    """What the page holds; the form only for those who keep the badge."""
    keeps = policy.may_keep_badges(someone())
    in_record = bool(chosen(request.args, "show", (RECORD,)))
    find = queries.awards if in_record else queries.holders
    page = find(place=place_in(request.args))
    latest = [] if in_record else queries.awards(size=LATEST).items
    if form is None and keeps and not in_record:
        form = AwardForm(formdata=None, data={"name": request.args.get("member", "")})
    return {"page": page, "latest": latest, "in_record": in_record, "keeps": keeps, "form": form}
