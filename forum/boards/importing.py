"""Threads brought from elsewhere: whole trees at once, each only once, with moments that let a talk look like one."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.boards.actions import movie_forum
from forum.boards.actions.posts import UNSYNCED
from forum.boards.actions.threads import thread_slug
from forum.boards.events import ThreadsImported
from forum.boards.models import OPENING, Board, Post, Thread
from forum.boards.paths import path_under, post_ids
from forum.kernel import markdown
from forum.kernel.db import db, now
from forum.kernel.events import announce
from forum.kernel.moves import former_ids
from forum.members.models import Member
from forum.movies.counts import count
from forum.movies.models import Movie

SHORTEST_PAUSE, LONGEST_PAUSE = 4 * 60, 4 * 3600  # seconds between a post and the first answer to it
LONGEST_SILENCE = 20 * 24 * 3600  # seconds between the last post and today, where no beginning is given
ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class ReplyFacts:
    """An answer, and the answers to it."""

    member: Member
    body: str
    replies: tuple["ReplyFacts", ...] = ()


@dataclass(frozen=True)
class ThreadFacts:
    """A thread with all that was said in it; without a moment it ended in the last weeks."""

    title: str
    member: Member
    body: str
    replies: tuple[ReplyFacts, ...] = ()
    started_at: datetime | None = None


@dataclass
class _Said:
    """One post on its way into a thread; `after` is its distance from the beginning in seconds."""

    facts: ThreadFacts | ReplyFacts
    after: int
    parent: "_Said | None" = None
    depth: int = OPENING
    replies: int = 0
    row: dict[str, Any] = field(default_factory=dict)


def put_threads(place: Movie | Board, items: Iterable[ThreadFacts]) -> int:
    """The place has these threads, those that were brought before not again; how many are new."""
    movie = place if isinstance(place, Movie) else None
    wanted = {_identity(place, place.id, facts): facts for facts in items}
    if not wanted:
        return 0
    known = _known(place, wanted)
    fresh = {identity: facts for identity, facts in wanted.items() if identity not in known}
    if not fresh:
        return 0
    board = movie_forum() if isinstance(place, Movie) else place
    made = [_put(board, movie, identity, facts) for identity, facts in fresh.items()]
    _count(board, movie, len(fresh))
    announce(ThreadsImported(tuple(made)))
    return len(fresh)


def _known(place: Movie | Board, wanted: Mapping[str, ThreadFacts]) -> set[str]:
    """Which of these identities were brought before, to this place or to a movie that is one with it by now."""
    ids = [place.id, *(former_ids("movie", place.id) if isinstance(place, Movie) else ())]
    signs = {_identity(place, place_id, facts): identity for identity, facts in wanted.items() for place_id in ids}
    there = db.session.scalars(sa.select(Thread.identity).where(Thread.identity.in_(signs)))
    return {signs[identity] for identity in there if identity}


def _put(board: Board, movie: Movie | None, identity: str, facts: ThreadFacts) -> int:
    said = _in_order(facts)
    begin, pace = _clock(facts, said[-1].after)
    moments = [begin + timedelta(seconds=post.after * pace) for post in said]
    thread = Thread(board_id=board.id, movie_id=movie.id if movie else None, identity=identity)
    thread.title, thread.slug, thread.author_id = facts.title, thread_slug(facts.title), facts.member.id
    thread.replies_count, thread.created_at = len(said) - 1, begin
    thread.last_post_at, thread.last_poster_id = moments[-1], said[-1].facts.member.id
    db.session.add(thread)
    db.session.flush()
    _write(thread, said, moments)
    return thread.id


def _write(thread: Thread, said: Sequence[_Said], moments: Sequence[datetime]) -> None:
    """The posts, in as few statements as they fit in; ids in the order of the moments, so parents come first."""
    for post_id, post, moment in zip(post_ids(len(said)), said, moments, strict=True):
        post.row = _row(post_id, thread, post, moment)
    for start in range(0, len(said), ROWS_AT_ONCE):
        db.session.execute(sa.insert(Post), [post.row for post in said[start : start + ROWS_AT_ONCE]])


def _row(post_id: int, thread: Thread, post: _Said, moment: datetime) -> dict[str, Any]:
    above = post.parent.row if post.parent else None
    return {
        "id": post_id,
        "thread_id": thread.id,
        "parent_id": above["id"] if above else None,
        "author_id": post.facts.member.id,
        "path": path_under(above["path"], post_id) if above else "",
        "depth": post.depth,
        "body": post.facts.body,
        "body_html": markdown.render(post.facts.body),
        "replies_count": post.replies,
        "created_at": moment,
    }


def _in_order(facts: ThreadFacts) -> list[_Said]:
    """Every post of a thread in the order it was said: an answer some while after its parent and its elder siblings."""
    said = [_Said(facts, 0)]
    for post in said:  # grows while it is walked, so that depth costs no recursion
        after = post.after
        for reply in post.facts.replies:
            after += _pause(reply.body)
            said.append(_Said(reply, after, post, post.depth + 1))
        post.replies = len(post.facts.replies)
    return sorted(said, key=lambda post: (post.after, post.depth))


def _clock(facts: ThreadFacts, length: int) -> tuple[datetime, float]:
    """When the thread began, and how much its pauses are shortened so that nothing is said in the future."""
    if facts.started_at is None:
        return now() - timedelta(seconds=length + _pause(facts.title, LONGEST_SILENCE)), 1.0
    room = (now() - facts.started_at).total_seconds()
    return facts.started_at, min(1.0, max(room, 0.0) / length) if length else 1.0


def _pause(text: str, longest: int = LONGEST_PAUSE) -> int:
    """Seconds that look like chance and are the same for the same text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")
    return SHORTEST_PAUSE + number % (longest - SHORTEST_PAUSE)


def _identity(place: Movie | Board, place_id: int, facts: ThreadFacts) -> str:
    kind = "movie" if isinstance(place, Movie) else "board"
    return hashlib.sha256("\0".join((kind, str(place_id), facts.title, facts.body)).encode()).hexdigest()


def _count(board: Board, movie: Movie | None, threads: int) -> None:
    if movie:
        count(movie.id, threads_count=threads)
    more = sa.update(Board).where(Board.id == board.id).values(threads_count=Board.threads_count + threads)
    db.session.execute(more, execution_options=UNSYNCED)
