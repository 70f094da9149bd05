"""Where a movie's poster is uploaded, and taken down again."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from forum.desk.actions.posters import POSTER, put_up_poster, take_down_poster
from forum.desk.actions.revising import ChangedElsewhere
from forum.desk.forms.posters import PosterForm, TakeDownForm
from forum.desk.policy import may_edit
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.links import url_of
from forum.kernel.pictures import LARGEST_FILE, Picture
from forum.kernel.web import before_writing, takes_up_to
from forum.members.session import me, moderators_only, someone
from forum.movies.actions import made_poster
from forum.movies.models import Movie
from forum.movies.queries import get_movie

# A file somewhat too large is told so beside its field; one beyond this is not read at all.
LARGEST_BODY = 2 * LARGEST_FILE
ALREADY = "This picture hangs there already."


@bp.before_request
def make_poster() -> None:
    """What was sent is drawn anew before anything is written: on SQLite nobody waits for that."""
    if request.endpoint != "desk.update_poster":
        return
    with before_writing():
        allowed = may_edit(someone())
    g.poster = _made() if allowed else None


@bp.get("/movies/<slug>/poster/edit")
@moderators_only
def edit_poster(slug: str) -> ResponseReturnValue:
    """The poster as it hangs, and the forms for another one or none."""
    movie = get_movie(slug)
    return render_template("desk/poster.html", movie=movie, **_forms(movie))


@bp.post("/movies/<slug>/poster")
@moderators_only
@takes_up_to(LARGEST_BODY)
def update_poster(slug: str) -> ResponseReturnValue:
    """Hang the picture that was sent."""
    movie, form = get_movie(slug), PosterForm()
    poster: Picture | Invalid | None = g.poster
    form.validate()
    if isinstance(poster, Invalid):
        form.blame("picture", str(poster))
    if form.errors or not isinstance(poster, Picture):
        return refuse("desk/poster.html", movie=movie, **_forms(movie) | {"form": form})
    try:
        changed = put_up_poster(me(), movie, poster, seen=form.seen, reason=form.reason.data or "")
    except ChangedElsewhere as fault:
        form.blame("picture", str(fault))
        return _as_it_hangs(movie, form=form)
    return done(url_of(movie), "The poster hangs." if changed else ALREADY)


@bp.post("/movies/<slug>/poster/removal")
@moderators_only
def remove_poster(slug: str) -> ResponseReturnValue:
    """Take the picture down: the poster drawn for the movie is back."""
    movie, taking = get_movie(slug), TakeDownForm(prefix="removal")
    if not taking.validate():
        return refuse("desk/poster.html", movie=movie, **_forms(movie) | {"taking": taking})
    try:
        take_down_poster(me(), movie, seen=taking.seen, reason=taking.reason.data or "")
    except ChangedElsewhere as fault:
        taking.blame("reason", str(fault))
        return _as_it_hangs(movie, taking=taking)
    return done(url_of(movie), "The picture is taken down. The drawn poster is back.")


def _made() -> Picture | Invalid | None:
    file = request.files.get("picture")
    if not file or not file.filename:
        return None
    try:
        return made_poster(file.stream.read(LARGEST_FILE + 1))
    except Invalid as fault:
        return fault


def _forms(movie: Movie) -> dict[str, PosterForm | TakeDownForm]:
    form, taking = PosterForm(formdata=None), TakeDownForm(prefix="removal", formdata=None)
    for each in (form, taking):
        each.show(POSTER.read(movie.id) or {})
    return {"form": form, "taking": taking}


def _as_it_hangs(movie: Movie, **sent: PosterForm | TakeDownForm) -> ResponseReturnValue:
    """The page as it is now, after somebody was faster, with what was sent: sent again, it is done knowingly."""
    db.session.refresh(movie)
    fresh = _forms(movie)
    for form in sent.values():
        form.show(POSTER.read(movie.id) or {})
    return refuse("desk/poster.html", 409, movie=movie, **fresh | sent)
