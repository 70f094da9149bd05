"""Boards, the discussion of a movie, and what a member wrote."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.boards import queries
from forum.boards.models import Board, Thread
from forum.boards.queries.threads import THREADS_A_PAGE
from forum.boards.views.blueprint import bp
from forum.kernel.alike import alike
from forum.kernel.choices import chosen
from forum.kernel.paging import START, Page, place_in
from forum.members.queries import get_member
from forum.movies.queries import get_movie


@bp.get("/boards")
def index() -> ResponseReturnValue:
    """Every board and where the talk is."""
    return render_template("boards/index.html", boards=queries.boards_with_latest)


@bp.get("/boards/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The threads of a board: on the first page those that are pinned before all others."""
    board = alike(("board", slug), lambda: queries.get_board(slug))
    return render_template("boards/board.html", board=board, listed=lambda: _listed(board))


def _listed(board: Board) -> tuple[Sequence[Thread], Page]:
    place = place_in(request.args)
    return queries.pinned_on(board) if place == START else [], queries.threads_on(board, place=place)


@bp.get("/movies/<slug>/discussion")
def movie_threads(slug: str) -> ResponseReturnValue:
    """The threads about a movie."""
    movie = get_movie(slug)
    page = queries.threads_of_movie(movie, place=place_in(request.args), size=THREADS_A_PAGE)
    return render_template("boards/discussion.html", movie=movie, page=page)


@bp.get("/members/<name>/threads")
def of_member(name: str) -> ResponseReturnValue:
    """What a member started and wrote on boards."""
    member, place = get_member(name), place_in(request.args)
    show = chosen(request.args, "show", ("threads", "posts"), "threads")
    read = queries.newest_posts_by if show == "posts" else queries.threads_by
    return render_template("boards/of_member.html", member=member, show=show, page=read(member, place=place))
