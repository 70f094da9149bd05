"""All movies on their shelves, and what is written elsewhere about one."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.alike import alike
from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.links import found_at, url_of
from forum.kernel.moves import moved_to
from forum.kernel.paging import Page, place_in
from forum.movies.models import Movie
from forum.movies.queries import Sort, all_decades, all_genres, browse, get_movie, news_about
from forum.movies.titles import LETTERS
from forum.movies.views.asking import Asked, asked_in, letter_name
from forum.movies.views.blueprint import bp

NO_SUCH_MOVIE = "There is no such movie."
ORDERS = {
    Sort.RATED: "Most rated",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.TITLE: "Title",
}


@bp.get("/movies")
def index() -> ResponseReturnValue:
    """Every movie, by genre, decade, letter, and words of the title."""
    genres = alike(("genres",), all_genres)
    asked = asked_in(request.args, genres)
    return render_template("movies/index.html", asked=asked, genres=genres, orders=ORDERS, shelf=lambda: _shelf(asked))


def _shelf(asked: Asked) -> dict[str, Any]:
    """What stands below the form, and what the form offers."""
    page = Page([]) if asked.says_nothing else browse(asked.wanted, place=place_in(request.args))
    letters = [(letter, letter_name(letter)) for letter in LETTERS]
    return {"page": page, "order": asked.wanted.order, "decades": all_decades(), "letters": letters}


@bp.get("/movies/by-id/<id:movie_id>")
def by_id(movie_id: int) -> ResponseReturnValue:
    """The permanent address of a movie, whatever its title."""
    movie = db.session.get(Movie, moved_to("movie", movie_id) or movie_id)
    if movie is None:
        raise Missing(NO_SUCH_MOVIE)
    return redirect(url_of(movie))


@bp.get("/movies/<slug>/news")
def news(slug: str) -> ResponseReturnValue:
    """News and interviews about one movie."""
    movie = get_movie(slug)
    return render_template("movies/news.html", movie=movie, items=news_about(movie))


@found_at("movie")
def movie_place(movie_id: int) -> str:
    """The address of a movie known by its id."""
    return url_for("movies.by_id", movie_id=movie_id)
