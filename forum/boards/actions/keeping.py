"""Making and changing boards."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.boards.actions.posts import UNSYNCED
from forum.boards.models import MOVIE_FORUM, Board
from forum.boards.policy import may_keep_boards
from forum.boards.queries import find_board, get_board
from forum.kernel.db import add_once, db
from forum.kernel.text import slugify
from forum.kernel.verdict import require
from forum.members.models import Member

ABOUT_MOVIES = "One thread or forty for any film in the house."


def create_board(admin: Member, *, name: str, description: str = "", position: int = 0) -> Board | None:
    """There is a board of this name, at an address made from it; None where another has the name or the address."""
    require(may_keep_boards(admin))
    slug = slugify(name)
    made = add_once(Board, name=name, slug=slug, description=description, position=position, threads_count=0)
    return get_board(slug) if made else None


def change_board(admin: Member, board: Board, *, name: str, description: str, position: int) -> bool:
    """The board reads like this and keeps its address; False where another board has the name."""
    require(may_keep_boards(admin))
    change = sa.update(Board).where(Board.id == board.id).values(name=name, description=description, position=position)
    try:
        with db.session.begin_nested():
            db.session.execute(change, execution_options=UNSYNCED)
    except IntegrityError:
        return False
    return True


def movie_forum() -> Board:
    """The board where the threads of all movies stand, made now if it never was."""
    board = find_board(MOVIE_FORUM)
    if board is None:
        add_once(Board, name="Movie forum", slug=MOVIE_FORUM, description=ABOUT_MOVIES, position=0, threads_count=0)
        board = get_board(MOVIE_FORUM)
    return board
