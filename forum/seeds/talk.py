"""Put the sample's general boards and their threads into the house."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from forum.boards.actions import lock_thread, pin_thread
from forum.boards.importing import ReplyFacts, ThreadFacts, put_threads
from forum.boards.models import Board, Thread
from forum.kernel.db import db
from forum.members.models import Member
from forum.seeds import sample

Members = Mapping[str, Member]


def open_boards(members: Members) -> None:
    """The general boards stand, with everything that was said on them."""
    for position, entry in enumerate(sample.boards()):
        board = _board(entry, position)
        put_threads(board, [_thread(thread, members) for thread in entry["threads"]])


def keep_order(moderator: Member) -> None:
    """The threads that are pinned or locked in the sample are so here."""
    for entry in sample.boards():
        for told in entry["threads"]:
            if told.get("pinned") or told.get("locked"):
                _keep(moderator, entry["slug"], told)


def _board(entry: Mapping[str, Any], position: int) -> Board:
    board = db.session.scalar(sa.select(Board).where(Board.slug == entry["slug"]))
    if board is None:
        board = Board(slug=entry["slug"])
        db.session.add(board)
    board.name, board.description, board.position = entry["name"], entry["description"], position
    db.session.flush()
    return board


def _thread(told: Mapping[str, Any], members: Members) -> ThreadFacts:
    replies = tuple(_reply(reply, members) for reply in told.get("replies", ()))
    return ThreadFacts(told["title"], members[told["member"]], told["body"], replies)


def _reply(told: Mapping[str, Any], members: Members) -> ReplyFacts:
    replies = tuple(_reply(reply, members) for reply in told.get("replies", ()))
    return ReplyFacts(members[told["member"]], told["body"], replies)


def _keep(moderator: Member, slug: str, told: Mapping[str, Any]) -> None:
    there = sa.select(Thread).join(Thread.board).where(Board.slug == slug, Thread.title == told["title"])
    thread = db.session.scalars(there.order_by(Thread.id).limit(1)).one()
    if told.get("pinned") and not thread.is_pinned:
        pin_thread(moderator, thread)
    if told.get("locked") and not thread.is_locked:
        lock_thread(moderator, thread, reason=told["locked"])
