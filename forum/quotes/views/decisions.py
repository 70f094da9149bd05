"""Where moderators decide on a quote; afterwards they are led on to the `next` one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.kernel.answers import done, refuse, safe_next
from forum.kernel.errors import Invalid
from forum.kernel.links import url_of
from forum.kernel.verdict import require
from forum.members.session import me, moderators_only
from forum.quotes import actions, policy
from forum.quotes.forms import ApprovalForm, EditForm, RejectionForm
from forum.quotes.models import Quote
from forum.quotes.views.room import bp, get_seen


@bp.get("/quotes/<id:quote_id>/approval/new")
@moderators_only
def new_approval(quote_id: int) -> ResponseReturnValue:
    """The form for mending a quote while approving it."""
    quote = get_seen(quote_id)
    require(policy.may_judge(me(), quote))
    quote.check_pending()
    form = EditForm(quote.movie, quote.wording)
    form.version.show(quote.version)
    return render_template("quotes/approve.html", quote=quote, movie=quote.movie, form=form)


@bp.post("/quotes/<id:quote_id>/approval")
@moderators_only
def approve(quote_id: int) -> ResponseReturnValue:
    """Put a quote on its movie's page: as it was read, or mended where lines come along."""
    quote = get_seen(quote_id)
    if any(name.startswith("lines-") for name in request.form):
        return _approve_mended(quote)
    form = ApprovalForm()
    if not form.validate():
        raise Invalid("; ".join(words for _, words in form.faults))
    actions.approve_quote(me(), quote, version=form.seen)
    return _approved(quote)


@bp.post("/quotes/<id:quote_id>/rejection")
@moderators_only
def reject(quote_id: int) -> ResponseReturnValue:
    """Keep a quote off its movie's page, for a reason."""
    quote, form = get_seen(quote_id), RejectionForm()
    movie, wording = quote.movie, quote.wording
    if not form.validate():
        return refuse("quotes/reject.html", quote=quote, movie=movie, wording=wording, form=form)
    actions.reject_quote(me(), quote, version=form.seen, reason=form.words)
    return done(safe_next(url_of(quote)), "Rejected. The author is told why.")


def _approve_mended(quote: Quote) -> ResponseReturnValue:
    movie, form = quote.movie, EditForm(quote.movie)
    if form.was_only_arranged(request.form):
        return refuse("quotes/approve.html", 200, quote=quote, movie=movie, form=form)
    if not form.validate():
        return refuse("quotes/approve.html", quote=quote, movie=movie, form=form)
    actions.approve_quote(me(), quote, version=form.seen, wording=form.wording)
    return _approved(quote)


def _approved(quote: Quote) -> ResponseReturnValue:
    return done(safe_next(url_of(quote)), f"Approved. It is on the page of {quote.movie.title}.")
