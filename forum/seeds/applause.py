"""What the sample's members think of each other's words: votes, helpful marks, and decisions on quotes."""

import hashlib
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.boards.actions.votes import agree
from forum.boards.models import Post
from forum.kernel.db import db
from forum.members.models import Member
from forum.quotes.actions import approve_quote, reject_quote, submit_quote
from forum.quotes.models import LineFacts, Quote, Wording
from forum.quotes.queries import pending_quotes
from forum.reviews.actions import find_helpful
from forum.reviews.models import Review

MISHEARD = "He means it, but he says it in other words. Send it in as it is said and it goes up."


def applaud(members: Sequence[Member]) -> None:
    """Reviews are found helpful and posts agreed with; who likes what is always the same."""
    for review in db.session.scalars(sa.select(Review).where(Review.body.is_not(None))):
        for member in _crowd(members, f"review {review.id}", 55 if review.by_super_reviewer else 25):
            if member.id != review.member_id:
                find_helpful(member, review)
    for post in db.session.scalars(sa.select(Post).options(joinedload(Post.thread))):
        for member in _crowd(members, f"post {post.id}", 22):
            if member.id != post.author_id and not post.thread.is_locked:
                agree(member, post.thread, post)


def fill_the_queue(moderator: Member, authors: Sequence[Member]) -> None:
    """Every waiting quote has somebody who sent it in, and two were decided, so that the record has its first lines."""
    if db.session.scalar(sa.select(Quote.id).where(Quote.decided_by_id.is_not(None)).limit(1)):
        return
    waiting: list[Quote] = list(pending_quotes(size=50).items)
    for number, quote in enumerate(waiting):
        quote.author_id = authors[number % len(authors)].id
    db.session.flush()
    liked = waiting[-1]
    approve_quote(moderator, liked, version=liked.version)
    misheard = submit_quote(
        authors[-1], liked.movie, Wording((LineFacts("Ki-taek", "The best plan is to have no plan."),))
    )
    reject_quote(moderator, misheard, version=misheard.version, reason=MISHEARD)


def _crowd(members: Iterable[Member], what: str, percent: int) -> list[Member]:
    return [member for member in members if _draw(f"{member.name} on {what}") < percent]


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100
