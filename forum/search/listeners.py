"""Index what happened downstairs, in the transaction it happened in."""

import sqlalchemy as sa

from forum.boards.events import PostEdited, PostRemoved, PostWritten, ThreadsImported, ThreadStarted
from forum.boards.models import OPENING, Post, Thread
from forum.kernel.db import db
from forum.kernel.events import hears
from forum.members.events import MemberRegistered, MembersArchived
from forum.movies.events import MoviesMerged, MoviesPlaced
from forum.quotes.events import QuoteApproved, QuotesImported, QuotesMerged, QuoteWithdrawn
from forum.reviews.events import ReviewChanged, ReviewPublished, ReviewsImported, ReviewsMerged, ReviewWithdrawn
from forum.search.actions import follow_merged, index, index_movies, index_reply
from forum.search.models import Kind


@hears(MoviesPlaced)
def index_placed_movies(event: MoviesPlaced) -> None:
    """Movies and those who made them are found by what they are called now."""
    index_movies(event.movie_ids)


@hears(MoviesMerged)
def index_merged_movies(event: MoviesMerged) -> None:
    """What was said about either is found with the one they are."""
    follow_merged(event.kept_id, event.dropped_id)


@hears(ReviewsMerged)
def index_merged_reviews(event: ReviewsMerged) -> None:
    """A member's one review is found, and no longer the two it was."""
    index(Kind.REVIEW, [review_id for pair in event.pairs for review_id in pair])


@hears(QuotesMerged)
def index_merged_quotes(event: QuotesMerged) -> None:
    """The same quote of both is found once."""
    index(Kind.QUOTE, [gone_id for gone_id, _ in event.pairs])


@hears(MemberRegistered)
def index_member(event: MemberRegistered) -> None:
    """A new member is found."""
    index(Kind.MEMBER, [event.member_id])


@hears(MembersArchived)
def index_archived_members(event: MembersArchived) -> None:
    """Profiles that came with files are found."""
    index(Kind.MEMBER, event.member_ids)


@hears(ThreadStarted)
def index_thread(event: ThreadStarted) -> None:
    """A new thread is found by its title and its opening post."""
    index(Kind.THREAD, [event.thread_id])


@hears(ThreadsImported)
def index_threads(event: ThreadsImported) -> None:
    """Imported threads are found, and all that was said in them."""
    index(Kind.THREAD, event.thread_ids)
    answers = sa.select(Post.id).where(Post.thread_id.in_(event.thread_ids), Post.depth > OPENING)
    index(Kind.POST, db.session.scalars(answers).all())


@hears(PostWritten)
def index_post(event: PostWritten) -> None:
    """A reply is found. What was just written is still loaded: nothing is asked for."""
    index_reply(db.session.get_one(Post, event.post_id), db.session.get_one(Thread, event.thread_id))


@hears(PostEdited)
@hears(PostRemoved)
def index_changed_post(event: PostEdited | PostRemoved) -> None:
    """A post is found by what it says now; an opening one is its thread's."""
    if db.session.scalar(sa.select(Post.depth).where(Post.id == event.post_id)) == OPENING:
        index(Kind.THREAD, [event.thread_id])
    else:
        index(Kind.POST, [event.post_id])


@hears(ReviewPublished)
@hears(ReviewChanged)
@hears(ReviewWithdrawn)
def index_review(event: ReviewPublished | ReviewChanged | ReviewWithdrawn) -> None:
    """A review is found by what it says now, and not when it was taken back."""
    index(Kind.REVIEW, [event.review_id])


@hears(ReviewsImported)
def index_reviews(event: ReviewsImported) -> None:
    """Imported reviews are found."""
    index(Kind.REVIEW, event.review_ids)


@hears(QuoteApproved)
@hears(QuoteWithdrawn)
def index_quote(event: QuoteApproved | QuoteWithdrawn) -> None:
    """An approved quote is found, until its author takes it back."""
    index(Kind.QUOTE, [event.quote_id])


@hears(QuotesImported)
def index_quotes(event: QuotesImported) -> None:
    """Imported quotes are found, those that wait in the queue not yet."""
    index(Kind.QUOTE, event.quote_ids)
