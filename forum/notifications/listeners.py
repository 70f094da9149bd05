"""Turn what happened downstairs into notifications, in the transaction it happened in."""

from typing import TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.boards.events import PostEdited, PostRemoved, PostWritten, ThreadModerated, ThreadStarted
from forum.boards.models import Post, Thread
from forum.desk import queries as desk
from forum.desk.events import SuggestionAccepted, SuggestionDeclined
from forum.kernel.db import db
from forum.kernel.events import hears
from forum.kernel.jobs import enqueue
from forum.members.models import Member
from forum.movies.events import MoviesMerged
from forum.movies.models import Movie
from forum.notifications.actions import forget, tell, tell_named, untell_named
from forum.notifications.corrections import correct_helpful, correct_merged_marks, correct_replies
from forum.notifications.models import Kind
from forum.notifications.moving import follow
from forum.quotes.events import QuoteApproved, QuoteRejected, QuotesMerged, QuoteWithdrawn
from forum.quotes.queries import movie_of
from forum.reviews.events import (
    ReviewChanged,
    ReviewFoundHelpful,
    ReviewFoundUnhelpful,
    ReviewPublished,
    ReviewsMerged,
    ReviewWithdrawn,
)
from forum.reviews.models import Review


class _Told(TypedDict):
    """What a line says of whatever happened in a thread."""

    title: str
    actor_id: int


@hears(PostWritten)
def tell_of_reply(event: PostWritten) -> None:
    """Whoever is answered learns of it, and so do those who are called by name."""
    thread, to, told = ("thread", event.thread_id), event.parent_author_id, _told(event)
    tell(to, Kind.REPLY, thread, first_id=event.post_id, **told)
    tell_named(event.named_ids, thread, first_id=event.post_id, replied_to=to, **told)


@hears(ThreadStarted)
def tell_of_opening(event: ThreadStarted) -> None:
    """Those whom the opening post calls by name learn of it."""
    tell_named(event.named_ids, ("thread", event.thread_id), first_id=event.opening_id, **_told(event))


@hears(PostEdited)
def tell_of_new_names(event: PostEdited) -> None:
    """Those whom the post calls by name now learn of it; those whom it calls no longer are told so no more."""
    if event.named_ids or event.unnamed_ids:
        thread, which = ("thread", event.thread_id), {"first_id": event.post_id, "replied_to": _answered(event.post_id)}
        tell_named(event.named_ids, thread, **which, **_told(event))
        untell_named(event.unnamed_ids, thread, **which)


@hears(PostRemoved)
def tell_of_removal(event: PostRemoved) -> None:
    """The author learns that a moderator removed the post; nobody is told of what it said any more."""
    post, title = db.session.get_one(Post, event.post_id), _title(event.thread_id)
    tell(post.author_id, Kind.POST_REMOVED, ("post", post.id), title=title, actor_id=event.remover_id)
    answered = _answered(post.id)
    untell_named(event.unnamed_ids, ("thread", event.thread_id), first_id=post.id, replied_to=answered)
    if answered:
        correct_replies(answered, event.thread_id)


@hears(ThreadModerated)
def tell_of_decision(event: ThreadModerated) -> None:
    """Who opened the thread learns what a moderator did with it; the reason stands above it."""
    kind, title = Kind(f"thread_{event.decision}"), _title(event.thread_id)
    tell(event.author_id, kind, ("thread", event.thread_id), title=title, actor_id=event.moderator_id)


@hears(ReviewPublished)
def tell_of_review(event: ReviewPublished) -> None:
    """Those whom the review calls by name learn of it now, its author's followers soon."""
    title = db.session.get_one(Movie, event.movie_id).title
    tell_named(event.named_ids, ("review", event.review_id), title=title, actor_id=event.member_id)
    if db.session.get_one(Member, event.member_id).followers_count:
        enqueue("tell_followers", review_id=event.review_id)


@hears(ReviewChanged)
def tell_of_change(event: ReviewChanged) -> None:
    """Those whom the review calls by name now learn of it; without words it is nothing to be told of."""
    review, title = ("review", event.review_id), db.session.get_one(Movie, event.movie_id).title
    tell_named(event.named_ids, review, title=title, actor_id=event.member_id)
    untell_named(event.unnamed_ids, review)
    if not db.session.get_one(Review, event.review_id).is_shown:
        forget(review, Kind.REVIEW)


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


@hears(ReviewsMerged)
def follow_reviews(event: ReviewsMerged) -> None:
    """Lines about the two reviews of a member are about the one they are; its marks are told as they stand."""
    follow("review", event.pairs)
    correct_merged_marks([stays_id for _, stays_id in event.pairs])


@hears(QuotesMerged)
def follow_quotes(event: QuotesMerged) -> None:
    """Lines about the same quote of two movies are about the one it is."""
    follow("quote", event.pairs)


@hears(MoviesMerged)
def follow_movies(event: MoviesMerged) -> None:
    """Lines about either movie are about the one they are."""
    follow("movie", [(event.dropped_id, event.kept_id)])


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


@hears(SuggestionAccepted)
def tell_of_acceptance(event: SuggestionAccepted) -> None:
    """The member learns that the correction stands."""
    _tell_of_suggestion(event, Kind.SUGGESTION_ACCEPTED)


@hears(SuggestionDeclined)
def tell_of_decline(event: SuggestionDeclined) -> None:
    """The member learns that it was declined; the reason stands on the suggestion's page."""
    _tell_of_suggestion(event, Kind.SUGGESTION_DECLINED)


@hears(BadgeAwarded)
def tell_of_badge(event: BadgeAwarded) -> None:
    """The member learns of the badge."""
    tell(event.member_id, Kind.BADGE_AWARDED, ("award", event.award_id), title="", actor_id=event.moderator_id)


@hears(BadgeWithdrawn)
def tell_of_lost_badge(event: BadgeWithdrawn) -> None:
    """The member learns that the badge is gone; the reason stands in the badge's record."""
    tell(event.member_id, Kind.BADGE_WITHDRAWN, ("award", event.award_id), title="", actor_id=event.moderator_id)


def _tell_of_quote(event: QuoteApproved | QuoteRejected, kind: Kind) -> None:
    title = movie_of(event.quote_id).title
    tell(event.author_id, kind, ("quote", event.quote_id), title=title, actor_id=event.moderator_id)


def _tell_of_suggestion(event: SuggestionAccepted | SuggestionDeclined, kind: Kind) -> None:
    title, suggestion = desk.movie_of(event.suggestion_id).title, ("suggestion", event.suggestion_id)
    tell(event.member_id, kind, suggestion, title=title, actor_id=event.moderator_id)


def _told(event: ThreadStarted | PostWritten | PostEdited) -> _Told:
    return {"title": _title(event.thread_id), "actor_id": event.author_id}


def _title(thread_id: int) -> str:
    """What the thread is called that something happened in: it is loaded still, so nothing is asked for."""
    return db.session.get_one(Thread, thread_id).title


def _answered(post_id: int) -> int | None:
    """Whom the post answers."""
    answered = aliased(Post)
    asked = sa.select(answered.author_id).join(Post, Post.parent_id == answered.id)
    return db.session.scalar(asked.where(Post.id == post_id))
