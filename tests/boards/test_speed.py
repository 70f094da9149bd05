"""A page costs what it shows, however much stands behind it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.boards import queries
from forum.boards.models import Board, Post, Thread
from forum.boards.queries import Way, get_thread, opening_of
from forum.kernel.db import db, now
from forum.kernel.paging import Place, write_cursor
from forum.members.models import Member
from tests.boards import make
from tests.boards.work import know_the_tables, work_for
from tests.support.statements import query_budget

FEW, MANY = 150, 2_000
THREAD_BUDGET, BOARD_BUDGET, INDEX_BUDGET, REPLY_BUDGET = 10, 8, 4, 9


def exchanges(size: int) -> list[int | None]:
    """Exchanges of five posts, and in the middle one quarrel of a third of the thread."""
    third = size // 3
    calm: list[int | None] = [None if n % 5 == 0 else n - 1 for n in range(third)]
    quarrel = [None, *[third + n // 3 for n in range(third - 1)]]
    return [*calm, *quarrel, *[None if n % 5 == 0 else 2 * third + n - 1 for n in range(third)]]


def grown(few: dict[str, int], many: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What costs more among many. An index is a little deeper there and a plan another; thirteen times is neither."""
    return {name: (few[name], work) for name, work in many.items() if work > 2 * few[name] + 100}


@pytest.fixture
def threads(app: Flask) -> list[Thread]:
    """A short thread and a long one of the same shape."""
    made = [make.tree(exchanges(size)) for size in (FEW, MANY)]
    db.session.execute(db.update(Post).values(score=Post.id % 7), execution_options={"synchronize_session": False})
    know_the_tables()
    return [get_thread(thread.id) for thread in made]


def ways_through(thread: Thread) -> dict[str, Way]:
    """Every way to read a thread: the first pages, a page deep inside, a permanent link."""
    rows = db.session.execute(sa.select(Post.id, Post.path).filter_by(thread_id=thread.id).order_by(Post.path)).all()
    inside = rows[len(rows) * 4 // 5]
    quarrel = db.session.scalar(sa.select(Post.id).filter_by(thread_id=thread.id, depth=1, replies_count=3))
    ways = {f"{view} {sort}": Way(view, sort) for view in ("nested", "flat") for sort in ("old", "new", "best")}
    return ways | {
        "deep inside": Way(place=Place(after=write_cursor([inside.path]))),
        "deep inside, flat": Way("flat", place=Place(after=write_cursor([inside.id]))),
        "a permanent link": Way(around=inside.id),
        "one exchange": Way(root=quarrel),
    }


def page_of(thread: Thread, way: Way) -> Callable[[], Any]:
    return lambda: queries.read(thread, opening_of(thread), way)


def test_a_long_thread_costs_what_a_short_one_does(threads):
    short, long = (
        {name: work_for(page_of(thread, way)) for name, way in ways_through(thread).items()} for thread in threads
    )
    assert grown(short, long) == {}


def test_thread_pages_keep_to_their_budget(threads, as_, client):
    desk = as_(make.moderator())
    for thread in threads:
        inside = db.session.scalar(sa.select(sa.func.max(Post.id)).filter_by(thread_id=thread.id))
        address = f"/threads/{thread.id}/{thread.slug}"
        ways = [
            "",
            "?sort=best",
            "?sort=new",
            "?view=flat",
            "?view=flat&sort=best",
            f"?around={inside}",
            f"?root={inside}",
        ]
        for reader, way in ((reader, way) for reader in (client, desk) for way in ways):
            with query_budget(THREAD_BUDGET):
                assert reader.get(address + way).status_code == 200


def test_a_reply_asks_little(app, as_):
    thread = make.thread()
    client = as_(make.member())
    with query_budget(REPLY_BUDGET):  # with the sign-in, the key of the form and what the author is told
        client.post(f"/threads/{thread.id}/posts", data={"body": "Me.", "once": "a-key"})


@pytest.fixture
def boards(app: Flask) -> list[Board]:
    """A board of a few threads and one of many, each about a movie and by an author of its own."""
    made = [make.board(), make.board()]
    for board, size in zip(made, (100, MANY), strict=True):
        movie, author = make.movie(), make.member()
        same = {"board_id": board.id, "movie_id": movie.id, "author_id": author.id, "last_poster_id": author.id}
        rows = [
            {"title": f"Talk {n}", "slug": "talk", "last_post_at": now() - timedelta(minutes=n // 3)}
            for n in range(size)
        ]
        db.session.execute(sa.insert(Thread), [same | row for row in rows])
    know_the_tables()
    return made


def test_a_board_of_many_threads_costs_what_one_of_few_does(boards):
    def works(board: Board) -> dict[str, int]:
        thread = get_thread(db.session.query(Thread.id).filter_by(board_id=board.id).limit(1).scalar())
        rows = db.session.query(Thread).filter_by(board_id=board.id).order_by(Thread.last_post_at.desc()).all()
        inside = rows[len(rows) // 2]
        assert thread.movie
        looks: dict[str, Callable[[], Any]] = {
            "first page": partial(queries.threads_on, board),
            "pinned": partial(queries.pinned_on, board),
            "deep inside": partial(
                queries.threads_on, board, place=Place(after=write_cursor([inside.last_post_at, inside.id]))
            ),
            "a movie's": partial(queries.threads_of_movie, thread.movie),
            "a member's": partial(queries.threads_by, db.session.get_one(Member, thread.author_id)),
        }
        return {name: work_for(look) for name, look in looks.items()}

    few, many = map(works, boards)
    assert grown(few, many) == {}
    anywhere: list[Callable[[], Any]] = [partial(queries.living_threads, 30), queries.boards_with_latest]
    for look in anywhere:
        assert work_for(look) < 2 * few["first page"]


def test_boards_keep_to_their_budgets(boards, as_, client):
    rooms = [{"name": f"Further room {n}", "slug": f"further-{n}"} for n in range(50)]
    db.session.execute(sa.insert(Board), rooms)
    movie = get_thread(db.session.query(Thread.id).limit(1).scalar()).movie
    for reader, asked_for_sign_in in ((client, 0), (as_(make.member()), 1)):
        with query_budget(INDEX_BUDGET + asked_for_sign_in):
            assert reader.get("/boards").status_code == 200
        for url in (*[f"/boards/{board.slug}" for board in boards], f"/movies/{movie.slug}/discussion"):
            with query_budget(BOARD_BUDGET):
                assert reader.get(url).status_code == 200
