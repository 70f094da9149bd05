"""Boards, threads and posts with readable defaults, made the way members make them."""

from itertools import count

from forum.boards import actions
from forum.boards.importing import ReplyFacts, ThreadFacts, put_threads
from forum.boards.models import Board, Post, PostRevision, PostVote, Thread
from forum.boards.queries import get_thread, opening_of
from forum.kernel.db import db
from forum.kernel.text import slugify
from forum.members.models import Member
from forum.movies.models import Movie
from tests.make import admin, member, moderator, movie

__all__ = ["admin", "board", "chain", "empty", "member", "moderator", "movie", "opening", "reply", "thread", "tree"]

_n = count(1)


def board(name: str | None = None) -> Board:
    """A board."""
    slug = f"room-{next(_n)}"
    made = Board(name=name or slug.replace("-", " ").capitalize(), slug=slugify(name) if name else slug)
    db.session.add(made)
    db.session.commit()
    return made


def thread(author: Member | None = None, on: Board | None = None, about: Movie | None = None, **facts: str) -> Thread:
    """A thread with its opening post."""
    facts = {"title": f"Subject {next(_n)}", "body": "What do you think?"} | facts
    made = actions.start_thread(
        author or member(), on or (actions.movie_forum() if about else board()), movie=about, **facts
    )
    db.session.commit()
    return get_thread(made.id)


def opening(of: Thread) -> Post:
    """The post that opens a thread."""
    return opening_of(of)


def reply(to: Post, author: Member | None = None, body: str = "I think so too.") -> Post:
    """An answer to a post."""
    made = actions.write_post(author or member(), get_thread(to.thread_id), to, body=body)
    db.session.commit()
    return made


def tree(parents: list[int | None], author: Member | None = None, on: Board | None = None) -> Thread:
    """A thread of this shape: for each reply the number (from 0) of the reply it answers, None for the opening."""
    author, on = author or member(), on or board()
    beneath: dict[int | None, list[int]] = {}
    for number, parent in enumerate(parents):
        beneath.setdefault(parent, []).append(number)
    facts: dict[int, ReplyFacts] = {}
    for number in reversed(range(len(parents))):
        facts[number] = ReplyFacts(author, f"Reply {number}.", tuple(facts[child] for child in beneath.get(number, ())))
    replies = tuple(facts[child] for child in beneath.get(None, ()))
    title = f"Shape {next(_n)}"
    put_threads(on, [ThreadFacts(title, author, "The beginning.", replies)])
    db.session.commit()
    made = db.session.query(Thread).filter_by(title=title).one()
    return get_thread(made.id)


def chain(length: int, author: Member | None = None) -> Thread:
    """A thread in which each reply answers the one before."""
    return tree([None, *range(length - 1)], author)


def empty() -> None:
    """Nothing was ever said: for tests that begin again within one test."""
    for model in (PostVote, PostRevision, Post, Thread, Board):
        db.session.execute(db.delete(model))
    db.session.execute(db.update(Movie).values(threads_count=0))
    db.session.commit()
