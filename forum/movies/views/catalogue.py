"""All movies on their shelves, and what is written elsewhere about one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.kernel.paging import Page, place_in
from forum.movies.queries import Sort, all_decades, all_genres, browse, get_movie, news_about
from forum.movies.titles import LETTERS
from forum.movies.views.asking import asked_in, letter_name
from forum.movies.views.blueprint import bp

ORDERS = {
    Sort.RATED: "Most rated",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.TITLE: "Title",
}


@bp.get("/movies")
def index() -> ResponseReturnValue:
    """Every movie, by genre, decade, letter, and words of the title."""
    genres = all_genres()
    asked = asked_in(request.args, genres)
    page = Page([]) if asked.says_nothing else browse(asked.wanted, place=place_in(request.args))
    letters = [(letter, letter_name(letter)) for letter in LETTERS]
    return render_template(
        "movies/index.html",
        page=page,
        asked=asked,
        order=asked.wanted.order,
        orders=ORDERS,
        genres=genres,
        decades=all_decades(),
        letters=letters,
    )


@bp.get("/movies/<slug>/news")
def news(slug: str) -> ResponseReturnValue:
    """News and interviews about one movie."""
    movie = get_movie(slug)
    return render_template("movies/news.html", movie=movie, items=news_about(movie))
