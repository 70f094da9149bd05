"""What a post shows to every reader alike, drawn once and kept.

A face holds all that its drawing depends on and nothing else, so what is kept can never be out of date: another word,
name or badge is another face. It spares a page of fifty posts most of its work.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from forum.boards.models import Post, Thread
from forum.boards.tree import Seat
from forum.kernel import formats
from forum.kernel.byte_cache import ByteCache
from forum.members.models import Member

MOST_BYTES = 16 * 1024 * 1024  # in each process: some 4,000 posts of ordinary length
AROUND_A_FACE = 2_000  # names, moments, and what holds them


@dataclass(frozen=True)
class Author:
    """What is shown of who wrote a post."""

    name: str
    hue: int
    is_super_reviewer: bool
    moderates: bool
    is_archived: bool


@dataclass(frozen=True)
class Answered:
    """The post it replies to, where the page has to say so: `apart` when that one is on another page."""

    post_id: int
    name: str
    apart: bool


@dataclass(frozen=True)
class Face:
    """Everything the drawing of a post depends on."""

    post_id: int
    author: Author | None
    started_thread: bool
    created_at: datetime
    edited_at: datetime | None
    body_html: str
    answers: Answered | None
    language: str


def faces(thread: Thread, seats: Iterable[Seat]) -> dict[int, str]:
    """The drawings of the posts that stand, by id."""
    language, authors = str(formats.locale()), dict[int, Author]()
    drawings = {}
    for seat in seats:
        post = seat.post
        if not post.is_removed:
            author = authors.get(post.author_id or 0) or _author(post.author)
            if author and post.author_id:
                authors[post.author_id] = author
            drawings[post.id] = drawn_faces.get_or_make(_face(thread, seat, author, language), _draw)
    return drawings


def _size_of(face: Face, drawing: str) -> int:
    """The key holds the words once more."""
    return sys.getsizeof(face.body_html) + sys.getsizeof(drawing) + AROUND_A_FACE


drawn_faces: ByteCache[Face, str] = ByteCache(MOST_BYTES, _size_of)


def _draw(face: Face) -> str:
    drawing: str = current_app.jinja_env.get_template("boards/_face.html").module.face(face)  # type: ignore[attr-defined]
    return drawing


def _face(thread: Thread, seat: Seat, author: Author | None, language: str) -> Face:
    post = seat.post
    return Face(
        post_id=post.id,
        author=author,
        started_thread=not post.is_opening and post.author_id is not None and post.author_id == thread.author_id,
        created_at=post.created_at,
        edited_at=post.edited_at,
        body_html=post.body_html,
        answers=_answered(seat.answers, seat.apart) if seat.answers else None,
        language=language,
    )


def _answered(post: Post, apart: bool) -> Answered:
    name = post.author.name if post.author else "a former member"
    return Answered(post.id, "a removed post" if post.is_removed else name, apart)


def _author(member: Member | None) -> Author | None:
    if member is None:
        return None
    return Author(member.name, member.hue, member.is_super_reviewer, member.moderates, member.is_archived)
