"""What the sample's members think of each other's words: votes, helpful marks, and decisions on quotes."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from forum.boards.models import Post, PostVote, Thread
from forum.kernel.db import add_all_once, db
from forum.members.models import Member
from forum.quotes.actions import approve_quote, reject_quote, submit_quote
from forum.quotes.models import LineFacts, Quote, Stage, Wording
from forum.reviews.models import HelpfulMark, Review

# Percent of the members who like it.
BY_SUPER_REVIEWER, BY_ANYBODY, POST = 55, 25, 22
DECIDED_ON = "parasite-2019"
PROVERB = Wording((LineFacts("Ki-taek", "The best plan is to have no plan."),))
MISHEARD = "He means it, but he says it in other words. Send it in as it is said and it goes up."


def applaud(members: Sequence[Member]) -> None:
    """Their reviews are found helpful and their posts agreed with; who likes what is always the same.

    Written as rows and counted once, since there are thousands; nobody is told of what came with the house.
    """
    ids = [member.id for member in members]
    add_all_once(HelpfulMark, list(_marks(members, ids)))
    marks = sa.select(sa.func.count()).where(HelpfulMark.review_id == Review.id).scalar_subquery()
    _run(sa.update(Review).where(Review.member_id.in_(ids)).values(helpful_count=marks))
    add_all_once(PostVote, list(_votes(members, ids)))
    votes = sa.select(sa.func.count()).where(PostVote.post_id == Post.id).scalar_subquery()
    _run(sa.update(Post).where(Post.author_id.in_(ids)).values(score=votes))


def fill_the_queue(moderator: Member, authors: Sequence[Member]) -> None:
    """Every waiting quote of the sample has somebody who sent it in; two are decided, for the record's first lines."""
    waiting = db.session.scalars(
        sa.select(Quote)
        .where(Quote.stage == Stage.PENDING.value, Quote.author_id.is_(None), Quote.identity.is_not(None))
        .options(joinedload(Quote.movie), selectinload(Quote.lines))
        .order_by(Quote.id)
    ).all()
    for number, quote in enumerate(waiting):
        quote.author_id = authors[number % len(authors)].id
    db.session.flush()
    for quote in waiting:
        if quote.movie.slug == DECIDED_ON:
            _decide(moderator, quote, authors[-1])


def _decide(moderator: Member, heard: Quote, author: Member) -> None:
    approve_quote(moderator, heard, version=heard.version)
    misheard = submit_quote(author, heard.movie, PROVERB)
    reject_quote(moderator, misheard, version=misheard.version, reason=MISHEARD)


def _marks(members: Sequence[Member], ids: Sequence[int]) -> Iterator[dict[str, int]]:
    written = sa.select(Review).where(Review.member_id.in_(ids), Review.body.is_not(None))
    for review in db.session.scalars(written):
        percent = BY_SUPER_REVIEWER if review.by_super_reviewer else BY_ANYBODY
        for member in _crowd(members, str(review.body), percent):
            if member.id != review.member_id:
                yield {"review_id": review.id, "member_id": member.id}


def _votes(members: Sequence[Member], ids: Sequence[int]) -> Iterator[dict[str, int]]:
    said = sa.select(Post).join(Post.thread).where(Post.author_id.in_(ids), Thread.locked_at.is_(None))
    for post in db.session.scalars(said):
        for member in _crowd(members, post.body, POST):
            if member.id != post.author_id:
                yield {"post_id": post.id, "member_id": member.id}


def _crowd(members: Iterable[Member], words: str, percent: int) -> list[Member]:
    return [member for member in members if _draw(f"{member.name} on {words}") < percent]


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 100


def _run(statement: sa.Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
