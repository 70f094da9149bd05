"""What every page of quotes shares: the blueprint, where a quote lives, and who is let in."""

from flask import Blueprint, url_for

from forum.kernel.errors import Missing
from forum.kernel.links import found_at, lives_at
from forum.members.session import someone
from forum.quotes import policy, queries
from forum.quotes.models import Quote

bp = Blueprint("quotes", __name__)


@lives_at(Quote)
def quote_url(quote: Quote) -> str:
    """The quote's own page."""
    return quote_place(quote.id)


@found_at("quote")
def quote_place(quote_id: int) -> str:
    """The page of a quote known by its id."""
    return url_for("quotes.show", quote_id=quote_id)


def get_seen(quote_id: int) -> Quote:
    """The quote, for somebody who may know of it; to all others there is none."""
    quote = queries.get_quote(quote_id)
    if not policy.may_see(someone(), quote):
        raise Missing("There is no such quote.")
    return quote
