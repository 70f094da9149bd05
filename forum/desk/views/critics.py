"""Where critic reviews are told by hand, corrected, taken away, and marked as those of Top Critics."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.desk.actions import add, change, remove
from forum.desk.actions.critics import CRITIC_REVIEW, entries_of, mark_top_critic
from forum.desk.actions.revising import ChangedElsewhere
from forum.desk.forms.critics import CriticEditForm, CriticForm
from forum.desk.forms.pieces import RemovalForm
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse, safe_next
from forum.members.session import me, moderators_only
from forum.movies.models import Movie
from forum.movies.queries import get_movie
from forum.reviews.actions.critics import Twice
from forum.reviews.queries import get_critic_review


@bp.get("/movies/<slug>/critics/new")
@moderators_only
def new_critic(slug: str) -> ResponseReturnValue:
    """The form for one more critic review."""
    return render_template("desk/critic.html", movie=get_movie(slug), form=CriticForm())


@bp.post("/movies/<slug>/critics")
@moderators_only
def create_critic(slug: str) -> ResponseReturnValue:
    """Quote one more critic."""
    movie, form = get_movie(slug), CriticForm()
    if not form.validate():
        return refuse("desk/critic.html", movie=movie, form=form)
    try:
        add(me(), movie, CRITIC_REVIEW, form.entries)
    except Twice as fault:
        form.blame("critic", str(fault))
        return refuse("desk/critic.html", movie=movie, form=form)
    return done(_critics(movie), "The critic review is on the page, and counts.")


@bp.get("/movies/<slug>/critics/<id:review_id>/edit")
@moderators_only
def edit_critic(slug: str, review_id: int) -> ResponseReturnValue:
    """The form for correcting a critic review."""
    movie = get_movie(slug)
    standing = entries_of(get_critic_review(movie, review_id))
    form = CriticEditForm(standing)
    form.show(standing)
    return render_template("desk/critic.html", movie=movie, review_id=review_id, form=form)


@bp.post("/movies/<slug>/critics/<id:review_id>")
@moderators_only
def update_critic(slug: str, review_id: int) -> ResponseReturnValue:
    """Correct a critic review. Whoever comes second sees both texts and decides."""
    movie, form = get_movie(slug), CriticEditForm()
    get_critic_review(movie, review_id)
    page: dict[str, Any] = {"movie": movie, "review_id": review_id, "form": form}
    if not form.validate():
        return refuse("desk/critic.html", **page)
    reason = form.reason.data or ""
    try:
        changed = change(me(), movie, CRITIC_REVIEW, review_id, form.entries, seen=form.seen, reason=reason)
    except ChangedElsewhere as fault:
        form.show(fault.standing)
        return refuse("desk/critic.html", 409, **page, standing=fault.standing)
    except Twice as fault:
        form.blame("critic", str(fault))
        return refuse("desk/critic.html", **page)
    return done(_critics(movie), "Your correction is saved." if changed else "It reads like this already.")


@bp.post("/movies/<slug>/critics/<id:review_id>/top-critic")
@moderators_only
def update_top_critic(slug: str, review_id: int) -> ResponseReturnValue:
    """Say with one click that this critic is a Top Critic, or is none."""
    movie, top = get_movie(slug), "top" in request.form
    get_critic_review(movie, review_id)
    mark_top_critic(me(), movie, review_id, top=top)
    return done(safe_next(_critics(movie)), "Named a Top Critic." if top else "No longer a Top Critic.")


@bp.get("/movies/<slug>/critics/<id:review_id>/removal")
@moderators_only
def new_critic_removal(slug: str, review_id: int) -> ResponseReturnValue:
    """The review, and the form that asks why it goes."""
    movie = get_movie(slug)
    review = get_critic_review(movie, review_id)
    return render_template("desk/critic_removal.html", movie=movie, review=review, form=RemovalForm())


@bp.post("/movies/<slug>/critics/<id:review_id>/removal")
@moderators_only
def remove_critic(slug: str, review_id: int) -> ResponseReturnValue:
    """Take a critic review away."""
    movie, form = get_movie(slug), RemovalForm()
    review = get_critic_review(movie, review_id)
    if not form.validate():
        return refuse("desk/critic_removal.html", movie=movie, review=review, form=form)
    remove(me(), movie, CRITIC_REVIEW, review_id, reason=form.reason.data or "")
    return done(_critics(movie), "The critic review is removed.")


def _critics(movie: Movie) -> str:
    return url_for("reviews.critics", slug=movie.slug)
