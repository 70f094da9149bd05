"""Pages where moderators add a movie and correct one."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.desk import actions, queries
from forum.desk.actions import MOVIE, ChangedElsewhere
from forum.desk.forms.movies import EditForm, MovieForm, NewForm, SuggestionForm
from forum.desk.models import Entries
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse
from forum.kernel.links import url_of
from forum.members.session import me, moderators_only
from forum.movies.actions import IdTaken
from forum.movies.models import Movie
from forum.movies.queries import all_genres, get_movie

TAKEN = "Another movie has this number."
NAMESAKE = "A movie of this title and year is here already. Is this another one?"


@bp.get("/movies/new")
@moderators_only
def new_movie() -> ResponseReturnValue:
    """The form for a movie that is not here yet."""
    return render_template("desk/new_movie.html", form=NewForm(), genres=genre_names())


@bp.post("/movies/new")
@moderators_only
def create_movie() -> ResponseReturnValue:
    """Add a movie. One of the same title and year is pointed out before a second one is made."""
    form = NewForm()
    if not form.validate():
        return _new_again(form)
    twins = [] if form.another.data else queries.namesakes(form.entries["title"], int(form.entries["year"]))
    if twins:
        form.blame("another", NAMESAKE)
        return _new_again(form, namesakes=twins)
    try:
        movie = actions.add_film(me(), form.entries, reason=form.reason.data or "")
    except IdTaken as taken:
        return _new_again(form, owners=blamed(form, taken))
    return done(url_of(movie), f"{movie.title} ({movie.year}) is in the house.")


@bp.get("/movies/<slug>/edit")
@moderators_only
def edit_movie(slug: str) -> ResponseReturnValue:
    """The form for a correction."""
    movie = get_movie(slug)
    standing = standing_of(movie)
    form = EditForm(standing)
    form.show(standing)
    return render_template("desk/edit_movie.html", movie=movie, form=form, genres=genre_names())


@bp.post("/movies/<slug>/edit")
@moderators_only
def update_movie(slug: str) -> ResponseReturnValue:
    """Correct a movie. Whoever comes second sees both texts and decides."""
    movie = get_movie(slug)
    form = EditForm(standing_of(movie))
    if not form.validate():
        return _edit_again(movie, form)
    entries, seen, why = form.entries, form.seen, str(form.reason.data)
    try:
        changed = actions.change(me(), movie, MOVIE, movie.id, entries, seen=seen, reason=why)
    except ChangedElsewhere as elsewhere:
        overtaken(movie, form, elsewhere.standing)
        return _edit_again(movie, form, 409, elsewhere=elsewhere.standing)
    except IdTaken as taken:
        return _edit_again(get_movie(slug), form, owners=blamed(form, taken))
    return done(url_of(movie), "Saved." if changed else "It reads just so already. Nothing was changed.")


def standing_of(movie: Movie) -> Entries:
    """How the movie's facts read now."""
    return MOVIE.read(movie.id) or {}


def overtaken(movie: Movie, form: EditForm | SuggestionForm, standing: Entries) -> None:
    """Somebody saved first: the form is about how the movie stands now, with its sender's words where there are any."""
    opened = actions.as_opened(movie.id, MOVIE.kind, movie.id, standing, seen=form.seen)
    form.yield_where_untouched(opened or {}, standing)
    form.show(standing)


def blamed(form: MovieForm, taken: IdTaken) -> dict[str, Movie]:
    """Who owns the number that was typed, by the name of its field, which says so from now on."""
    form.blame(taken.name, TAKEN)
    return {taken.name: taken.owner}


def genre_names() -> list[str]:
    """The genres there are, for whoever writes one."""
    return [genre.name for genre in all_genres()]


def _new_again(form: NewForm, **seen: object) -> ResponseReturnValue:
    return refuse("desk/new_movie.html", 422, form=form, genres=genre_names(), **seen)


def _edit_again(movie: Movie, form: EditForm, status: int = 422, **seen: object) -> ResponseReturnValue:
    return refuse("desk/edit_movie.html", status, movie=movie, form=form, genres=genre_names(), **seen)
