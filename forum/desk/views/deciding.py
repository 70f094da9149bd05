"""The moderators' queue of suggestions, and what they make of one."""

from typing import Any, NamedTuple

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.desk import actions, queries
from forum.desk.actions import ChangedElsewhere, edition
from forum.desk.forms.deciding import AcceptanceForm, DeclineForm
from forum.desk.forms.movies import EditForm
from forum.desk.models import Entries, Suggestion
from forum.desk.views.blueprint import bp
from forum.desk.views.movies import blamed, genre_names, overtaken, standing_of
from forum.kernel.answers import done, refuse
from forum.kernel.errors import WrongState
from forum.kernel.paging import Page, place_in
from forum.members.session import me, moderators_only
from forum.movies.actions import IdTaken

LARGEST_ID = 2**63 - 1
COUNTED = 100


class Focus(NamedTuple):
    """One suggestion to decide on: how its entries read now, and those of them that read otherwise since."""

    suggestion: Suggestion
    standing: Entries
    seen: str
    moved: list[str]


@bp.get("/moderation/suggestions")
@moderators_only
def suggestions() -> ResponseReturnValue:
    """The queue, oldest first, with one suggestion in focus."""
    page = queries.pending_suggestions(place=place_in(request.args))
    suggestion = _asked(page)
    focus = _focus(suggestion) if suggestion else None
    return render_template("desk/queue.html", page=page, place=_place(), focus=focus, form=DeclineForm(formdata=None))


@bp.get("/suggestions/<id:suggestion_id>/acceptance")
@moderators_only
def new_acceptance(suggestion_id: int) -> ResponseReturnValue:
    """The movie's form as suggested, to be mended before it is accepted."""
    suggestion = _pending(suggestion_id)
    standing = standing_of(suggestion.movie)
    form = EditForm({**standing, **suggestion.after})
    form.reason.data = suggestion.reason
    form.show(standing)
    return render_template("desk/accept.html", suggestion=suggestion, form=form, genres=genre_names())


@bp.post("/suggestions/<id:suggestion_id>/acceptance")
@moderators_only
def create_acceptance(suggestion_id: int) -> ResponseReturnValue:
    """Make the change: as it was read, or mended where the whole form comes along."""
    suggestion = queries.get_suggestion(suggestion_id)
    if "title" in request.form:
        return _accept_mended(suggestion)
    try:
        actions.accept_suggestion(me(), suggestion, seen=AcceptanceForm().seen)
    except (ChangedElsewhere, IdTaken) as refusal:
        return _in_focus_again(suggestion_id, DeclineForm(formdata=None), 409, refusal=str(refusal))
    return _accepted(suggestion)


@bp.post("/suggestions/<id:suggestion_id>/decline")
@moderators_only
def create_decline(suggestion_id: int) -> ResponseReturnValue:
    """Change nothing, for a reason."""
    form = DeclineForm()
    if not form.validate():
        return _in_focus_again(suggestion_id, form)
    actions.decline_suggestion(me(), queries.get_suggestion(suggestion_id), reason=str(form.reason.data))
    return done(url_for("desk.suggestions"), "Declined. The member is told why.")


@bp.app_template_global()
def suggestions_waiting() -> str:
    """How many suggestions wait, in a few characters: 17, or 100+."""
    count = queries.pending_count_bounded(COUNTED + 1)
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _accept_mended(suggestion: Suggestion) -> ResponseReturnValue:
    form = EditForm(standing_of(suggestion.movie))
    if not form.validate():
        return _mend_again(suggestion, form)
    facts = {"seen": form.seen, "reason": str(form.reason.data)}
    try:
        actions.accept_suggestion(me(), suggestion, entries=form.entries, **facts)
    except ChangedElsewhere as elsewhere:
        overtaken(suggestion.movie, form, elsewhere.standing)
        return _mend_again(suggestion, form, 409, elsewhere=elsewhere.standing)
    except IdTaken as taken:
        return _mend_again(queries.get_suggestion(suggestion.id), form, owners=blamed(form, taken))
    return _accepted(suggestion)


def _accepted(suggestion: Suggestion) -> ResponseReturnValue:
    return done(url_for("desk.suggestions"), f"Accepted. It is on the page of {suggestion.movie.title}.")


def _asked(page: Page) -> Suggestion | None:
    """The suggestion asked for if it still waits, else the first of the page."""
    asked = request.args.get("suggestion", type=int) or 0
    found = queries.find_pending(asked) if 0 < asked <= LARGEST_ID else None
    return found or next(iter(page.items), None)


def _pending(suggestion_id: int) -> Suggestion:
    suggestion = queries.get_suggestion(suggestion_id)
    if suggestion.decided_at:
        raise WrongState("This suggestion is decided already.")
    return suggestion


def _focus(suggestion: Suggestion) -> Focus:
    standing = standing_of(suggestion.movie)
    moved = [name for name, text in suggestion.before.items() if standing.get(name, "") != text]
    now = {name: standing.get(name, "") for name in suggestion.after}
    return Focus(suggestion, now, edition(standing), moved)


def _place() -> dict[str, Any]:
    """Which page of the queue this is, as the address says it."""
    return {name: request.args[name] for name in ("after", "before") if request.args.get(name)}


def _in_focus_again(suggestion_id: int, form: DeclineForm, status: int = 422, refusal: str = "") -> ResponseReturnValue:
    focus, page = _focus(_pending(suggestion_id)), queries.pending_suggestions()
    return refuse("desk/queue.html", status, page=page, place={}, focus=focus, form=form, refusal=refusal)


def _mend_again(suggestion: Suggestion, form: EditForm, status: int = 422, **seen: object) -> ResponseReturnValue:
    return refuse("desk/accept.html", status, suggestion=suggestion, form=form, genres=genre_names(), **seen)
