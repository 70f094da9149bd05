"""A movie's history: what was changed by hand, for everybody to read and for moderators to undo."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.desk import actions, queries
from forum.desk.actions.revising import UNDONE
from forum.desk.forms.deciding import UndoingForm
from forum.desk.models import Revision
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse
from forum.kernel.errors import WrongState
from forum.kernel.paging import place_in
from forum.members.session import me, moderators_only
from forum.movies.queries import get_movie


@bp.get("/movies/<slug>/revisions")
def revisions(slug: str) -> ResponseReturnValue:
    """What was changed on the movie by hand, newest first."""
    movie = get_movie(slug)
    page = queries.revisions_of(movie, place=place_in(request.args))
    seen = {"undone": queries.undone_among(page.items), "names": queries.names_among(page.items)}
    return render_template("desk/revisions.html", movie=movie, page=page, **seen)


@bp.get("/movies/<slug>/revisions/<id:revision_id>/undoing")
@moderators_only
def new_undoing(slug: str, revision_id: int) -> ResponseReturnValue:
    """Ask why a change is to be undone."""
    revision = queries.get_revision(get_movie(slug), revision_id)
    refusal = UNDONE if queries.undone_among([revision]) else ""
    return render_template("desk/undoing.html", form=UndoingForm(), **_asked(revision, refusal))


@bp.post("/movies/<slug>/revisions/<id:revision_id>/undoing")
@moderators_only
def create_undoing(slug: str, revision_id: int) -> ResponseReturnValue:
    """Undo a change, unless what it changed was changed again since."""
    revision, form = queries.get_revision(get_movie(slug), revision_id), UndoingForm()
    if not form.validate():
        return _again(revision, form)
    try:
        actions.undo(me(), revision, reason=str(form.reason.data))
    except WrongState as refusal:
        return _again(queries.get_revision(get_movie(slug), revision_id), form, 409, refusal=str(refusal))
    return done(url_for("desk.revisions", slug=revision.movie.slug), "Undone.")


@bp.app_template_global()
def can_be_undone(revision: Revision) -> bool:
    """Whether there is a button for it: a kind that is only told has none, nor has what came and cannot go."""
    sheet = actions.sheet_of(revision.subject_kind)
    if sheet is None:
        return False
    return not (revision.before is None and sheet.remove is None)


def _again(revision: Revision, form: UndoingForm, status: int = 422, refusal: str = "") -> ResponseReturnValue:
    return refuse("desk/undoing.html", status, form=form, **_asked(revision, refusal))


def _asked(revision: Revision, refusal: str) -> dict[str, Any]:
    names = queries.names_among([revision])
    return {"movie": revision.movie, "revision": revision, "names": names, "refusal": refusal}
