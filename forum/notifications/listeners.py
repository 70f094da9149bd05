"""Turn what happened downstairs into notifications, in the transaction it happened in."""

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.boards.events import PostEdited, PostRemoved, PostWritten, ThreadModerated, ThreadStarted
from forum.boards.models import Post, Thread
from forum.kernel.db import db
from forum.kernel.events import hears
from forum.kernel.jobs import enqueue
from forum.members.models import Member
from forum.movies.models import Movie
from forum.notifications.actions import forget, tell, tell_once
from forum.notifications.corrections import correct_helpful, correct_replies
from forum.notifications.models import Kind
from forum.quotes.events import QuoteApproved, QuoteRejected, QuoteWithdrawn
from forum.quotes.queries import movie_of
from forum.reviews.events import (
    ReviewChanged,
    ReviewFoundHelpful,
    ReviewFoundUnhelpful,
    ReviewPublished,
    ReviewWithdrawn,
)
from forum.reviews.models import Review


@hears(PostWritten)
def tell_of_reply(event: PostWritten) -> None:
    """Whoever is answered learns of it, and so do those who are called by name."""
    to, actor, title = event.parent_author_id, event.author_id, _thread(event.thread_id).title
    tell(to, Kind.REPLY, ("thread", event.thread_id), title=title, actor_id=actor, first_id=event.post_id)
    post = ("post", event.post_id)
    tell_once(event.named_ids, Kind.MENTION, post, title=title, actor_id=actor, replied_to=to)


@hears(ThreadStarted)
def tell_of_opening(event: ThreadStarted) -> None:
    """Those whom the opening post calls by name learn of it."""
    title = _thread(event.thread_id).title
    tell_once(event.named_ids, Kind.MENTION, ("post", event.opening_id), title=title, actor_id=event.author_id)


@hears(PostEdited)
def tell_of_new_names(event: PostEdited) -> None:
    """Those whom the post calls by name now learn of it, if it did not call them before."""
    title = _thread(event.thread_id).title
    tell_once(event.named_ids, Kind.MENTION, ("post", event.post_id), title=title, actor_id=event.author_id)


@hears(PostRemoved)
def tell_of_removal(event: PostRemoved) -> None:
    """The author learns that a moderator removed the post; nobody is told of what it said any more."""
    post = db.session.get_one(Post, event.post_id)
    forget(("post", post.id), Kind.MENTION)
    title = _thread(event.thread_id).title
    tell(post.author_id, Kind.POST_REMOVED, ("post", post.id), title=title, actor_id=event.remover_id)
    answered = db.session.get(Post, post.parent_id) if post.parent_id else None
    if answered and answered.author_id:
        correct_replies(answered.author_id, event.thread_id)


@hears(ThreadModerated)
def tell_of_decision(event: ThreadModerated) -> None:
    """Who opened the thread learns what a moderator did with it; the reason stands above it."""
    kind, title = Kind(f"thread_{event.decision}"), _thread(event.thread_id).title
    tell(event.author_id, kind, ("thread", event.thread_id), title=title, actor_id=event.moderator_id)


@hears(ReviewPublished)
def tell_of_review(event: ReviewPublished) -> None:
    """Those whom the review calls by name learn of it now, its author's followers soon."""
    _tell_of_names(event)
    if db.session.get_one(Member, event.member_id).followers_count:
        enqueue("tell_followers", review_id=event.review_id)


@hears(ReviewChanged)
def tell_of_change(event: ReviewChanged) -> None:
    """Those whom the review calls by name now learn of it; without words it is nothing to be told of."""
    if db.session.get_one(Review, event.review_id).is_shown:
        _tell_of_names(event)
    else:
        forget(("review", event.review_id), Kind.MENTION, Kind.REVIEW)


@hears(ReviewWithdrawn)
def forget_review(event: ReviewWithdrawn) -> None:
    """Nobody is told of a review that was taken back."""
    forget(("review", event.review_id))


@hears(ReviewFoundHelpful)
def tell_of_mark(event: ReviewFoundHelpful) -> None:
    """The author learns how many members found the review helpful."""
    which = Review.id == event.review_id
    asked = db.session.query(Movie.title, Review.helpful_count).join(Review, Review.movie_id == Movie.id)
    title, times = asked.filter(which).one()
    review = ("review", event.review_id)
    tell(event.author_id, Kind.HELPFUL, review, title=title, actor_id=event.member_id, times=times)


@hears(ReviewFoundUnhelpful)
def correct_marks(event: ReviewFoundUnhelpful) -> None:
    """The author is told of one member less."""
    correct_helpful(event.author_id, event.review_id)


@hears(QuoteApproved)
def tell_of_approval(event: QuoteApproved) -> None:
    """The author learns that the quote is on its page."""
    _tell_of_quote(event, Kind.QUOTE_APPROVED)


@hears(QuoteRejected)
def tell_of_rejection(event: QuoteRejected) -> None:
    """The author learns that the quote was rejected; the reason stands on the quote's page."""
    _tell_of_quote(event, Kind.QUOTE_REJECTED)


@hears(QuoteWithdrawn)
def forget_quote(event: QuoteWithdrawn) -> None:
    """Nobody is told of a quote that was taken back."""
    forget(("quote", event.quote_id))


@hears(BadgeAwarded)
def tell_of_badge(event: BadgeAwarded) -> None:
    """The member learns of the badge."""
    tell(event.member_id, Kind.BADGE_AWARDED, ("award", event.award_id), title="", actor_id=event.moderator_id)


@hears(BadgeWithdrawn)
def tell_of_lost_badge(event: BadgeWithdrawn) -> None:
    """The member learns that the badge is gone; the reason stands in the badge's record."""
    tell(event.member_id, Kind.BADGE_WITHDRAWN, ("award", event.award_id), title="", actor_id=event.moderator_id)


def _tell_of_names(event: ReviewPublished | ReviewChanged) -> None:
    if event.named_ids:
        title = db.session.get_one(Movie, event.movie_id).title
        review = ("review", event.review_id)
        tell_once(event.named_ids, Kind.MENTION, review, title=title, actor_id=event.member_id)


def _tell_of_quote(event: QuoteApproved | QuoteRejected, kind: Kind) -> None:
    title = movie_of(event.quote_id).title
    tell(event.author_id, kind, ("quote", event.quote_id), title=title, actor_id=event.moderator_id)


def _thread(thread_id: int) -> Thread:
    """The thread something happened in: it is loaded still, so nothing is asked for."""
    return db.session.get_one(Thread, thread_id)
