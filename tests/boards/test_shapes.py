"""Trees as they grow in life: all of what was said can be reached, and importing them again changes nothing."""

import json
import os
import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forum.boards.importing import ReplyFacts, ThreadFacts, put_threads
from forum.boards.models import Board, Post, Thread
from forum.kernel.db import db, now
from forum.movies.models import Movie
from tests.boards import make
from tests.boards.recount import drift
from tests.boards.walking import address, walk

DATA = "BALCONY_TEST_DATA"  # the folder of the supplied data, where there is one
WAYS = [(view, sort) for view in ("nested", "flat") for sort in ("old", "new", "best")]


def real_shape() -> list[int | None]:
    """The tree of one real discussion of 1,428 replies."""
    path = Path(os.environ.get(DATA, "nowhere"), "threads", "thread-shape.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    number_of = {line["id"]: number for number, line in enumerate(lines)}
    return [number_of[line["parent"]] if line["parent"] else None for line in lines]


def made_shape(size: int = 240) -> list[int | None]:
    """A tree like it: a third answers the opening, most others something recent, and depth is rare."""
    chance, parents = random.Random(7), []
    for number in range(size):
        to_opening = number == 0 or chance.random() < 0.375
        parents.append(None if to_opening else max(0, number - 1 - int(chance.expovariate(0.08))))
    return parents


def everything_is_reached(client, thread: Thread) -> None:
    """Walk a thread in every way, through the exchanges that go on elsewhere."""
    wanted = Counter(db.session.scalars(db.select(Post.id).filter_by(thread_id=thread.id)))
    db.session.execute(db.update(Post).values(score=Post.id % 5), execution_options={"synchronize_session": False})
    for view, sort in WAYS:
        assert Counter(walk(client, f"{address(thread)}?view={view}&sort={sort}")) == wanted, f"{view}, {sort}"


SHAPES = {"made": made_shape} | ({"real": real_shape} if os.environ.get(DATA) else {})


@pytest.mark.parametrize("shape", SHAPES)
def test_all_of_a_discussion_is_reached_once_in_every_way(client, shape):
    parents = SHAPES[shape]()
    thread = make.tree(parents)
    assert thread.replies_count == len(parents)
    everything_is_reached(client, thread)


def facts(author, **changes) -> ThreadFacts:
    inner = ReplyFacts(author, "Second.", (ReplyFacts(author, "Third."),))
    return ThreadFacts(**{"title": "Brought", "member": author, "body": "First.", "replies": (inner,)} | changes)


@pytest.mark.parametrize("place", [make.board, make.movie])
def test_threads_are_brought_once(app, place):
    author, here = make.member(), place()
    assert put_threads(here, [facts(author), facts(author), facts(author, title="Another")]) == 2
    assert put_threads(here, [facts(author), facts(author, title="A third")]) == 1
    db.session.commit()
    assert db.session.query(Thread).count() == 3
    assert drift() == []
    if isinstance(here, Movie):
        assert db.session.query(Board).one().slug == "movie-forum"


def test_two_places_may_hold_the_same_words(app):
    author = make.member()
    assert [put_threads(place, [facts(author)]) for place in (make.board(), make.board(), make.movie())] == [1, 1, 1]


def test_what_was_brought_was_said_in_the_past_and_in_order(app):
    author = make.member()
    begun = datetime(2011, 2, 22, 20, tzinfo=UTC)
    put_threads(make.board(), [facts(author, started_at=begun), facts(author, title="Without a beginning")])
    put_threads(make.board(), [facts(author, title="A minute ago", started_at=now() - timedelta(minutes=1))])
    db.session.commit()
    assert db.session.query(Thread).filter_by(title="Brought").one().created_at == begun
    for thread in db.session.query(Thread):
        posts = db.session.query(Post).filter_by(thread_id=thread.id).order_by(Post.id).all()
        moments = [post.created_at for post in posts]
        assert moments == sorted(moments)
        assert moments[-1] == thread.last_post_at <= now()
        assert re.fullmatch("(<p>.*</p>\n?)+", posts[0].body_html)


def test_what_was_brought_can_be_answered(app):
    author = make.member()
    put_threads(make.board(), [facts(author)])
    make.reply(db.session.query(Post).filter_by(body="Third.").one())
    assert drift() == []
