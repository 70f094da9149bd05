"""How many wrong passwords may be tried: each try is counted before the check, and given back when it was right.

Counted first, as many tries as run at once cannot pass a limit that only one of them is left for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, parse

from forum.config import settings
from forum.kernel.errors import DomainError
from forum.kernel.limits import limiter, seconds_until

log = structlog.get_logger()


@dataclass(frozen=True)
class GuessLimit:
    """At most so many wrong passwords in some time for one key; `reason` is what the log calls this limit."""

    reason: str
    rate: RateLimitItem
    key: str


class TooManyGuesses(DomainError):
    """A limit is reached, so no password is checked; `retry_after` is in seconds."""

    status = 429

    def __init__(self, limit: GuessLimit, retry_after: int) -> None:
        super().__init__("Too many wrong passwords were tried.")
        self.limit, self.retry_after = limit, retry_after


@dataclass
class Guess:
    """One try that was counted; it stays counted unless it `was_right`."""

    was_right: bool = False


def guess_limit(reason: str, rate: str, key: str) -> GuessLimit:
    """Return a limit written as in "10 per 5 minutes"."""
    return GuessLimit(reason, parse(rate), key)


@contextmanager
def count_guess(limits: Sequence[GuessLimit]) -> Iterator[Guess]:
    """Count one try in each limit while the password is checked inside.

    Give it back when it was right, and when the check itself failed. Raise TooManyGuesses, with nothing counted, when
    a limit is reached.
    """
    limits = limits if settings().rate_limits else ()
    _count(limits)
    guess = Guess()
    try:
        yield guess
    except BaseException:
        _give_back(limits)
        raise
    if guess.was_right:
        _give_back(limits)


def is_reached(limit: GuessLimit) -> bool:
    """Return whether no further try is left in this limit."""
    if not settings().rate_limits:
        return False
    try:
        return not limiter.limiter.test(limit.rate, limit.key)
    except limiter.storage.base_exceptions as error:
        _complain(error)
        return False


def _count(limits: Sequence[GuessLimit]) -> None:
    for number, limit in enumerate(limits, start=1):
        if not _hit(limit):
            _give_back(limits[:number])
            raise TooManyGuesses(limit, _seconds_left(limit))


def _hit(limit: GuessLimit) -> bool:
    """Count one try and return whether it was within the limit. A store that cannot be reached limits nobody."""
    try:
        return limiter.limiter.hit(limit.rate, limit.key)
    except limiter.storage.base_exceptions as error:
        _complain(error)
        return True


def _give_back(limits: Sequence[GuessLimit]) -> None:
    try:
        for limit in limits:
            limiter.storage.incr(limit.rate.key_for(limit.key), limit.rate.get_expiry(), amount=-1)
    except limiter.storage.base_exceptions as error:
        _complain(error)


def _seconds_left(limit: GuessLimit) -> int:
    try:
        ends_at = limiter.limiter.get_window_stats(limit.rate, limit.key).reset_time
    except limiter.storage.base_exceptions as error:
        _complain(error)
        return 1
    return seconds_until(ends_at)


def _complain(error: Exception) -> None:
    log.error("guess_limits.store_failed", error=str(error))
