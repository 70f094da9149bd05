"""Making and changing boards, from the forms in the admins' office."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.boards import actions, queries
from forum.boards.forms import BoardForm
from forum.boards.models import Board
from forum.boards.views.blueprint import bp
from forum.kernel.answers import done, shown_again
from forum.kernel.links import url_of
from forum.members.session import admins_only, me

TAKEN = "There is a board of this name already."


@bp.post("/admin/boards")
@admins_only
def create() -> ResponseReturnValue:
    """Make a board."""
    form = BoardForm()
    board = actions.create_board(me(), **_facts(form)) if form.validate_on_submit() else None
    if board is None:
        return _refused(form, None)
    return done(url_of(board), "The board is open.")


@bp.get("/admin/boards/<id:board_id>")
@admins_only
def edit(board_id: int) -> ResponseReturnValue:
    """The form with what a board says of itself."""
    board = queries.board_of(board_id)
    return render_template("boards/keep.html", board=board, form=BoardForm(obj=board))


@bp.post("/admin/boards/<id:board_id>")
@admins_only
def update(board_id: int) -> ResponseReturnValue:
    """Change what a board says of itself."""
    board, form = queries.board_of(board_id), BoardForm()
    if not form.validate_on_submit() or not actions.change_board(me(), board, **_facts(form)):
        return _refused(form, board)
    return done(url_of(board), "Changed.")


def _facts(form: BoardForm) -> dict[str, Any]:
    return {"name": form.name.data, "description": form.description.data or "", "position": form.position.data or 0}


def _refused(form: BoardForm, board: Board | None) -> ResponseReturnValue:
    if not form.errors:
        form.blame("name", TAKEN)
    return shown_again("boards/keep.html", form, board=board)
