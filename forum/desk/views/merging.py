"""Where a moderator makes one movie of two: says which other one is meant, sees both, and says why."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.desk.actions.merging import ITSELF, LABELS, merge_movies, told_of
from forum.desk.forms.merging import MergeForm
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse
from forum.kernel.errors import Moved
from forum.kernel.links import url_of
from forum.members.session import me, moderators_only
from forum.movies.models import Movie
from forum.movies.queries import get_movie
from forum.movies.queries.finding import movie_at, movies_titled

LONGEST_TYPED = 500
NO_SUCH_MOVIE = "No movie of this house has that address or title."
COUNTS = {
    "critics_count": "Critic reviews",
    "ratings_count": "Ratings",
    "reviews_count": "Audience reviews",
    "quotes_count": "Quotes",
    "threads_count": "Threads",
    "news_count": "News",
}
IN_LISTS = ("news",)  # counted below, too long to lay side by side
LONGEST_FACT = 160


@bp.get("/movies/<slug>/merge")
@moderators_only
def new_merge(slug: str) -> ResponseReturnValue:
    """Ask which other movie this one is; ?into= names it, and both are shown side by side."""
    movie, typed = get_movie(slug), request.args.get("into", "")[:LONGEST_TYPED]
    other, found, fault = _meant(movie, typed)
    if other:
        form = MergeForm(formdata=None, data={"into": other.slug})
        return render_template("desk/merge.html", form=form, **_both(movie, other))
    return render_template("desk/merge_choice.html", movie=movie, typed=typed, found=found, fault=fault)


@bp.post("/movies/<slug>/merge")
@moderators_only
def create_merge(slug: str) -> ResponseReturnValue:
    """Make them one. This movie goes, the other stays."""
    form = MergeForm()
    typed = str(form.into.data or "")[:LONGEST_TYPED]
    other = movie_at(typed)
    try:
        movie = get_movie(slug)
    except Moved as moved:
        if other and other.slug == moved.new:
            return done(url_of(other), "These two are one already.")
        raise
    if other is None or other.id == movie.id:
        fault = ITSELF if other else NO_SUCH_MOVIE
        return refuse("desk/merge_choice.html", movie=movie, typed=typed, found=(), fault=fault)
    if not form.validate():
        return refuse("desk/merge.html", form=form, **_both(movie, other))
    merge_movies(me(), movie, other, reason=form.reason.data or "")
    return done(url_of(other), f"{movie.title} ({movie.year}) is this movie now. Its addresses lead here.")


def _meant(movie: Movie, typed: str) -> tuple[Movie | None, Sequence[Movie], str]:
    """The one other movie that can be meant; else those to choose from, and what is wrong."""
    if not typed:
        return None, (), ""
    other = movie_at(typed)
    if other and other.id == movie.id:
        return None, (), ITSELF
    found = [other] if other else [one for one in movies_titled(typed) if one.id != movie.id]
    return (found[0] if len(found) == 1 else None), found, "" if found else NO_SUCH_MOVIE


def _both(movie: Movie, other: Movie) -> dict[str, Any]:
    """What is told of each movie, line by line; lines that neither has are left out."""
    goes, stays = _lines(movie), _lines(other)
    labels = dict.fromkeys((*LABELS.values(), *COUNTS.values()))
    lines = [(label, goes.get(label, ""), stays.get(label, "")) for label in labels]
    return {"movie": movie, "other": other, "lines": [line for line in lines if any(line[1:])]}


def _lines(movie: Movie) -> dict[str, str]:
    told = {LABELS[name]: _short(text) for name, text in told_of(movie, []).items() if name not in IN_LISTS}
    return told | {label: f"{getattr(movie, name):,}" for name, label in COUNTS.items()}


def _short(text: str) -> str:
    text = text.replace("\n", ", ")
    return text if len(text) <= LONGEST_FACT else text[:LONGEST_FACT].rstrip() + "…"
