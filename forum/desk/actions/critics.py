"""Critic reviews, told, corrected and taken away by hand."""

from datetime import date

from forum.desk.actions.revising import change
from forum.desk.actions.sheets import Sheet, edition, offer
from forum.desk.models import Entries, Revision
from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.members.models import Member
from forum.movies.models import Movie
from forum.reviews.actions import CriticFacts, add_critic_review, correct_critic_review, remove_critic_review
from forum.reviews.models import CriticReview

FOR, AGAINST = "For", "Against"
YES = "Yes"
NAMED, NO_LONGER = "Named a Top Critic.", "No longer a Top Critic."
LABELS = {
    "critic": "Critic",
    "publication": "Publication",
    "quote": "Quotation",
    "verdict": "Verdict",
    "original_score": "Score the critic gave",
    "published_on": "Published on",
    "url": "Address of the review",
    "top_critic": "Top Critic",
}
NO_SUCH_REVIEW = "There is no such critic review of this movie."


def mark_top_critic(editor: Member, movie: Movie, review_id: int, *, top: bool) -> Revision | None:
    """The review is, or is not, one by a Top Critic; None where that was so already. Raises Missing."""
    standing = CRITIC_REVIEW.read(review_id)
    if standing is None:
        raise Missing(NO_SUCH_REVIEW)
    entries = {**standing, "top_critic": _yes(top)}
    reason = NAMED if top else NO_LONGER
    return change(editor, movie, CRITIC_REVIEW, review_id, entries, seen=edition(standing), reason=reason)


def entries_of(review: CriticReview) -> Entries:
    """A critic review as its editors read it."""
    return {
        "critic": review.critic or "",
        "publication": review.publication or "",
        "quote": review.quote,
        "verdict": FOR if review.positive else AGAINST,
        "original_score": review.original_score or "",
        "published_on": review.day.isoformat() if review.day else "",
        "url": review.url or "",
        "top_critic": _yes(review.top_critic),
    }


def facts_in(entries: Entries) -> CriticFacts:
    """The same back again."""
    return CriticFacts(
        quote=entries["quote"],
        positive=entries["verdict"] == FOR,
        critic=entries["critic"] or None,
        publication=entries["publication"] or None,
        url=entries["url"] or None,
        published_on=date.fromisoformat(entries["published_on"]) if entries["published_on"] else None,
        original_score=entries["original_score"] or None,
        top_critic=entries["top_critic"] == YES,
    )


def _yes(so: bool) -> str:
    return YES if so else ""


def _read(review_id: int) -> Entries | None:
    review = db.session.get(CriticReview, review_id, populate_existing=True)
    return entries_of(review) if review else None


def _write(review_id: int, entries: Entries) -> None:
    correct_critic_review(review_id, facts_in(entries))


def _add(movie_id: int, entries: Entries) -> int:
    return add_critic_review(movie_id, facts_in(entries))


CRITIC_REVIEW = offer(Sheet("criticreview", "critic review", LABELS, _read, _write, _add, remove_critic_review))
