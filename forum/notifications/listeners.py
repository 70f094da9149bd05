"""Turn what happened downstairs into notifications."""

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.kernel.events import hears
from forum.notifications.actions import tell
from forum.quotes.events import QuoteApproved, QuoteRejected
from forum.quotes.queries import movie_of


@hears(QuoteApproved)
def tell_of_approval(event: QuoteApproved) -> None:
    """The author learns that the quote is on its page."""
    movie = movie_of(event.quote_id)
    tell(event.author_id, "quote_approved", "quote", event.quote_id, f"Your quote from {movie.title} is on its page.")


@hears(QuoteRejected)
def tell_of_rejection(event: QuoteRejected) -> None:
    """The author learns that the quote was rejected; the reason stands on the quote's page."""
    movie = movie_of(event.quote_id)
    tell(event.author_id, "quote_rejected", "quote", event.quote_id, f"Your quote from {movie.title} was rejected.")


@hears(BadgeAwarded)
def tell_of_badge(event: BadgeAwarded) -> None:
    """The member learns of the badge."""
    tell(event.member_id, "badge_awarded", "award", event.award_id, "You are a Super Reviewer now.")


@hears(BadgeWithdrawn)
def tell_of_lost_badge(event: BadgeWithdrawn) -> None:
    """The member learns that the badge is gone; the reason stands in the badge's record."""
    tell(event.member_id, "badge_withdrawn", "award", event.award_id, "You are no longer a Super Reviewer.")
