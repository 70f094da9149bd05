"""Where news and interviews about a movie are told by hand, corrected and taken away."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from forum.desk.actions import add, change, remove
from forum.desk.actions.news import STORY, entries_of
from forum.desk.actions.revising import ChangedElsewhere
from forum.desk.forms.news import NewsEditForm, NewsForm
from forum.desk.forms.pieces import RemovalForm
from forum.desk.views.blueprint import bp
from forum.kernel.answers import done, refuse
from forum.members.session import me, moderators_only
from forum.movies.actions.news import Twice
from forum.movies.models import Movie
from forum.movies.queries import get_movie, get_news_item


@bp.get("/movies/<slug>/news/new")
@moderators_only
def new_news_item(slug: str) -> ResponseReturnValue:
    """The form for one more story."""
    return render_template("desk/news_item.html", movie=get_movie(slug), form=NewsForm())


@bp.post("/movies/<slug>/news")
@moderators_only
def create_news_item(slug: str) -> ResponseReturnValue:
    """Tell of one more story."""
    movie, form = get_movie(slug), NewsForm()
    if not form.validate():
        return refuse("desk/news_item.html", movie=movie, form=form)
    try:
        add(me(), movie, STORY, form.entries)
    except Twice as fault:
        form.blame("url", str(fault))
        return refuse("desk/news_item.html", movie=movie, form=form)
    return done(_news(movie), "The story is on the page.")


@bp.get("/movies/<slug>/news/<id:item_id>/edit")
@moderators_only
def edit_news_item(slug: str, item_id: int) -> ResponseReturnValue:
    """The form for correcting a story."""
    movie = get_movie(slug)
    standing = entries_of(get_news_item(movie, item_id))
    form = NewsEditForm(standing)
    form.show(standing)
    return render_template("desk/news_item.html", movie=movie, item_id=item_id, form=form)


@bp.post("/movies/<slug>/news/<id:item_id>")
@moderators_only
def update_news_item(slug: str, item_id: int) -> ResponseReturnValue:
    """Correct a story. Whoever comes second sees both texts and decides."""
    movie, form = get_movie(slug), NewsEditForm()
    get_news_item(movie, item_id)
    page: dict[str, Any] = {"movie": movie, "item_id": item_id, "form": form}
    if not form.validate():
        return refuse("desk/news_item.html", **page)
    try:
        changed = change(me(), movie, STORY, item_id, form.entries, seen=form.seen, reason=form.reason.data or "")
    except ChangedElsewhere as fault:
        form.show(fault.standing)
        return refuse("desk/news_item.html", 409, **page, standing=fault.standing)
    except Twice as fault:
        form.blame("url", str(fault))
        return refuse("desk/news_item.html", **page)
    return done(_news(movie), "Your correction is saved." if changed else "It reads like this already.")


@bp.get("/movies/<slug>/news/<id:item_id>/removal")
@moderators_only
def new_news_item_removal(slug: str, item_id: int) -> ResponseReturnValue:
    """The story, and the form that asks why it goes."""
    movie = get_movie(slug)
    return render_template(
        "desk/news_removal.html", movie=movie, item=get_news_item(movie, item_id), form=RemovalForm()
    )


@bp.post("/movies/<slug>/news/<id:item_id>/removal")
@moderators_only
def remove_news_item(slug: str, item_id: int) -> ResponseReturnValue:
    """Take a story away."""
    movie, form = get_movie(slug), RemovalForm()
    item = get_news_item(movie, item_id)
    if not form.validate():
        return refuse("desk/news_removal.html", movie=movie, item=item, form=form)
    remove(me(), movie, STORY, item_id, reason=form.reason.data or "")
    return done(_news(movie), "The story is removed.")


def _news(movie: Movie) -> str:
    return url_for("movies.news", slug=movie.slug)
