"""How much work signed-out senders may cause: a budget by address, in units of work and not in requests.

A unit is about five milliseconds of one core, measured on a small server. A request that writes costs one, one more for
each 8 KB of its body, and what its view says on top, such as the hashing of a password. Members are counted by requests
alone (see kernel/limits.py): whoever misuses an account can be named.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app, g, request
from limits import parse
from werkzeug.exceptions import TooManyRequests

from forum.config import settings
from forum.kernel.limits import address_key, know_the_writer, limiter, seconds_until
from forum.kernel.request_limits import SAFE_METHODS, has_body

# Three seconds of one core a minute, or 60 sign-ins: far more than a family behind one address sends.
BUDGET = parse("600 per minute")
SCOPE = "cost"
BYTES_PER_UNIT = 8 * 1024
PASSWORD_HASH_UNITS = 8

View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger()


class BudgetSpent(TooManyRequests):
    """This address has caused as much work as it may in this minute; `retry_after` says when that ends, in seconds."""


def costs_units(units: int) -> Callable[[View], View]:
    """Mark a view that costs signed-out senders so many units on top of what every form costs."""

    def mark(view: View) -> View:
        view.cost_units = units  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Charge every request that writes. Call before anything reads its form."""
    app.before_request(charge_signed_out_sender)


def charge_signed_out_sender() -> None:
    """Take the cost of this request from the budget of its address; raise BudgetSpent where that is spent."""
    if request.method in SAFE_METHODS or not settings().rate_limits:
        return
    know_the_writer()
    if "limit_key" in g:
        return
    keys = (SCOPE, address_key())
    try:
        if limiter.limiter.hit(BUDGET, *keys, cost=get_cost()):
            return
        wait = seconds_until(limiter.limiter.get_window_stats(BUDGET, *keys).reset_time)
    except limiter.storage.base_exceptions as error:  # a store that is away limits nobody
        log.error("cost_limit.not_counted", error=str(error))
        return
    raise BudgetSpent(retry_after=wait)


def get_cost() -> int:
    """Return what this request costs, in units; a body whose length is not told counts as the largest."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = request.content_length
    if size is None:
        size = (request.max_content_length or 0) if has_body(request) else 0
    return 1 + -(-size // BYTES_PER_UNIT) + int(getattr(view, "cost_units", 0))
