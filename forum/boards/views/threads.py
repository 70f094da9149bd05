"""Reading and starting threads, and what moderators decide about them."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from forum.boards import actions, policy, queries
from forum.boards.forms import PostForm, ReasonForm, ThreadForm
from forum.boards.models import Board, Post, Thread
from forum.boards.queries import Way
from forum.boards.queries.reading import SORTS, VIEWS
from forum.boards.views.blueprint import bp, number_in, thread_url
from forum.boards.views.drawing import drawn
from forum.kernel.alike import alike
from forum.kernel.answers import done, shown_again, wants_preview
from forum.kernel.choices import chosen
from forum.kernel.links import url_of
from forum.kernel.paging import place_in
from forum.kernel.verdict import require
from forum.members.mentions import preview
from forum.members.session import me, moderators_only, signed_in, someone
from forum.movies.models import Movie
from forum.movies.queries import get_movie


@bp.get("/threads/<id:thread_id>/<slug>")
def thread(thread_id: int, slug: str) -> ResponseReturnValue:
    """A page of a thread, at the place and in the way asked for."""
    thread, opening = alike(("thread", thread_id), lambda: _thread_and_opening(thread_id))
    if slug != thread.slug:
        return redirect(_with_query(thread_url(thread)), 301)
    way, reader = _way(), someone()
    drawing = drawn(thread, opening, way, reader)
    return render_template(
        "boards/thread.html",
        thread=thread,
        opening=opening,
        way=way,
        drawing=drawing,
        posts=drawing.posts_for(reader, thread),
        form=PostForm() if policy.may_reply(reader, thread, opening) else None,
        why_not=policy.may_reply(reader, thread, opening).reason,
        moderates=bool(policy.may_moderate(reader)),
        here=_with_query(request.path),
    )


@bp.get("/threads/<id:thread_id>")
@bp.get("/threads/<id:thread_id>/")
def whole_address(thread_id: int) -> ResponseReturnValue:
    """The thread at its whole address, for a link that lost its end."""
    return redirect(thread_url(queries.get_thread(thread_id)), 301)


@bp.get("/boards/<slug>/new")
@signed_in
def new_thread(slug: str) -> ResponseReturnValue:
    """The form to start a thread on a board."""
    return render_template("boards/new_thread.html", board=queries.get_board(slug), movie=None, form=ThreadForm())


@bp.post("/boards/<slug>/threads")
@signed_in
def create_thread(slug: str) -> ResponseReturnValue:
    """Start a thread on a board."""
    return _start(queries.get_board(slug), None)


@bp.get("/movies/<slug>/discussion/new")
@signed_in
def new_movie_thread(slug: str) -> ResponseReturnValue:
    """The form to start a thread about a movie."""
    return render_template("boards/new_thread.html", board=None, movie=get_movie(slug), form=ThreadForm())


@bp.post("/movies/<slug>/discussion")
@signed_in
def create_movie_thread(slug: str) -> ResponseReturnValue:
    """Start a thread about a movie, on the movie forum."""
    return _start(None, get_movie(slug))


@bp.get("/threads/<id:thread_id>/lock")
@moderators_only
def new_lock(thread_id: int) -> ResponseReturnValue:
    """The form that asks why a thread is locked."""
    return render_template("boards/lock.html", thread=queries.get_thread(thread_id), form=ReasonForm())


@bp.post("/threads/<id:thread_id>/lock")
@moderators_only
def lock(thread_id: int) -> ResponseReturnValue:
    """Lock a thread."""
    thread, form = queries.get_thread(thread_id), ReasonForm()
    if not form.validate_on_submit():
        return shown_again("boards/lock.html", form, thread=thread)
    actions.lock_thread(me(), thread, reason=form.reason.data or "")
    return done(url_of(thread), "Locked. The reason stands above the thread and in the log.")


@bp.post("/threads/<id:thread_id>/unlock")
@moderators_only
def unlock(thread_id: int) -> ResponseReturnValue:
    """Open a thread again."""
    thread = queries.get_thread(thread_id)
    actions.unlock_thread(me(), thread)
    return done(url_of(thread), "Unlocked.")


@bp.post("/threads/<id:thread_id>/pin")
@moderators_only
def pin(thread_id: int) -> ResponseReturnValue:
    """Pin a thread."""
    thread = queries.get_thread(thread_id)
    actions.pin_thread(me(), thread)
    return done(url_of(thread), "Pinned on top of its board.")


@bp.post("/threads/<id:thread_id>/unpin")
@moderators_only
def unpin(thread_id: int) -> ResponseReturnValue:
    """Unpin a thread."""
    thread = queries.get_thread(thread_id)
    actions.unpin_thread(me(), thread)
    return done(url_of(thread), "Unpinned.")


def _thread_and_opening(thread_id: int) -> tuple[Thread, Post]:
    thread = queries.get_thread(thread_id)
    return thread, queries.opening_of(thread)


def _start(board: Board | None, movie: Movie | None) -> ResponseReturnValue:
    require(policy.may_start(me()))
    form = ThreadForm()
    if not form.validate_on_submit() or wants_preview():
        return shown_again("boards/new_thread.html", form, draw=preview, board=board, movie=movie)
    facts = {"title": form.title.data or "", "body": form.body.data or ""}
    thread = actions.start_thread(me(), board or actions.movie_forum(), movie=movie, **facts)
    return done(url_of(thread), "Your thread is open.")


def _way() -> Way:
    asked = request.args
    view, sort = chosen(asked, "view", VIEWS, VIEWS[0]), chosen(asked, "sort", SORTS, "old")
    around, root = number_in(asked.get("around")), number_in(asked.get("root"))
    return Way(
        view=VIEWS[0] if root else view,
        sort="old" if around or root else sort,
        place=place_in(asked),
        around=around,
        root=root,
    )


def _with_query(path: str) -> str:
    query = request.query_string.decode()
    return f"{path}?{query}" if query else path
