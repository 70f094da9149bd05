"""Where members suggest a correction and see what became of it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.desk import actions, policy, queries
from forum.desk.actions import ChangedElsewhere
from forum.desk.forms.movies import SuggestionForm
from forum.desk.models import Suggestion
from forum.desk.views.blueprint import bp
from forum.desk.views.movies import genre_names, overtaken, standing_of
from forum.kernel.answers import done, refuse
from forum.kernel.errors import Invalid, Missing
from forum.kernel.links import found_at
from forum.kernel.paging import place_in
from forum.members.queries import get_member
from forum.members.session import me, signed_in, someone
from forum.movies.models import Movie
from forum.movies.queries import get_movie

THANKS = "Thank you. A moderator will look at it."


@bp.get("/movies/<slug>/suggestions/new")
@signed_in
def new_suggestion(slug: str) -> ResponseReturnValue:
    """The form of the movie as it stands, for whoever knows better."""
    movie = get_movie(slug)
    standing = standing_of(movie)
    form = SuggestionForm(standing)
    form.show(standing)
    return render_template("desk/suggest.html", movie=movie, form=form, genres=genre_names())


@bp.post("/movies/<slug>/suggestions/new")
@signed_in
def create_suggestion(slug: str) -> ResponseReturnValue:
    """Send what differs to the moderators."""
    movie = get_movie(slug)
    form = SuggestionForm(standing_of(movie))
    if not form.validate():
        return _again(movie, form)
    try:
        suggestion = actions.suggest(me(), movie, form.entries, seen=form.seen, reason=str(form.reason.data))
    except ChangedElsewhere as elsewhere:
        overtaken(movie, form, elsewhere.standing)
        return _again(movie, form, 409, elsewhere=elsewhere.standing)
    except Invalid as fault:
        return _again(movie, form, nothing_new=str(fault))
    return done(suggestion_place(suggestion.id), THANKS)


@bp.get("/suggestions/<id:suggestion_id>")
@signed_in
def suggestion(suggestion_id: int) -> ResponseReturnValue:
    """One suggestion and what became of it, for its author and the moderators."""
    return render_template("desk/suggestion.html", suggestion=get_seen(suggestion_id))


@bp.get("/members/<name>/suggestions")
@signed_in
def of_member(name: str) -> ResponseReturnValue:
    """What a member suggested, for the member and the moderators; to all others there is no such page."""
    member = get_member(name)
    if not policy.may_see_suggestions(someone(), member.id):
        raise Missing
    page = queries.suggestions_of(member, place=place_in(request.args))
    return render_template("desk/of_member.html", member=member, page=page)


@found_at("suggestion")
def suggestion_place(suggestion_id: int) -> str:
    """The page of a suggestion known by its id."""
    return url_for("desk.suggestion", suggestion_id=suggestion_id)


def get_seen(suggestion_id: int) -> Suggestion:
    """The suggestion, for somebody who may know of it; to all others there is none."""
    found = queries.get_suggestion(suggestion_id)
    if not policy.may_see(someone(), found):
        raise Missing(queries.NO_SUCH_SUGGESTION)
    return found


def _again(movie: Movie, form: SuggestionForm, status: int = 422, **seen: object) -> ResponseReturnValue:
    return refuse("desk/suggest.html", status, movie=movie, form=form, genres=genre_names(), **seen)
