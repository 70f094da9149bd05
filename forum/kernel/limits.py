"""How often one member or one address may write and register. Wrong passwords: `guess_limits.py`."""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, Response, g, request
from flask_limiter import ApplicationLimit, Limiter
from flask_login import current_user
from limits.errors import ConfigurationError

from forum.config import BadSetting, Settings, settings
from forum.kernel.client_address import client_of
from forum.kernel.clock import timestamp
from forum.kernel.limit_store import SCHEME

WRITING = "50 per 10 seconds; 200 per minute"
REGISTERING = "30 per hour"
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]
REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}
View = TypeVar("View", bound=Callable[..., Any])


def writer_key() -> str:
    """Whose writes are counted together: the member's, or those of the reader's address."""
    return g.get("limit_key") or address_key()


def address_key() -> str:
    """The reader's address; of IPv6 the network, since one house owns 2**64 of them."""
    return f"address:{client_of(request.remote_addr or '')}"


limiter = Limiter(
    writer_key,
    application_limits=[ApplicationLimit(WRITING, scope="writing", methods=UNSAFE)],
    strategy="fixed-window",
    swallow_errors=True,  # a store that is away limits nobody; the log has the error
)


@limiter.request_filter
def _is_off() -> bool:
    return not settings().rate_limits


def register_limit(view: View) -> View:
    """Limit how many members one address makes at this view; a form that was refused is not counted."""
    return _limited(view, [(REGISTERING, address_key)], scope="registering", deduct_when=_was_done)


def seconds_to_wait() -> int | None:
    """How long until the limit that refused this request lets its sender through; None where none refused."""
    hit = limiter.current_limit
    return seconds_until(hit.reset_at) if hit is not None and hit.breached else None


def seconds_until(moment: float) -> int:
    """Return how many whole seconds there are until a moment, given in seconds since the epoch; at least one."""
    return max(1, math.ceil(moment - timestamp()))


def install(app: Flask, chosen: Settings) -> None:
    """Count every write in Redis where there is one, else in a file of the instance folder.

    Raises BadSetting for a Redis address that cannot be used.
    """
    app.config["RATELIMIT_ENABLED"] = True
    app.config["RATELIMIT_STORAGE_URI"] = chosen.redis_url or f"{SCHEME}://{chosen.instance / 'limits.db'}"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = REDIS_PATIENCE if chosen.redis_url else {}
    app.before_request(know_the_writer)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        example = "BALCONY_REDIS_URL=redis://localhost:6379/0"
        fault = str(error).replace(chosen.redis_url, "…")  # it may hold a password
        raise BadSetting(f"BALCONY_REDIS_URL: {fault} (pip install 'balcony[redis]'). Example: {example}") from None


def know_the_writer() -> None:
    """Ask who writes before the limits do: an error of the database is not one of the limits' store."""
    if request.method in UNSAFE and settings().rate_limits and current_user.is_authenticated:
        g.limit_key = f"member:{current_user.id}"


def _limited(view: View, limits: Sequence[tuple[str, Callable[[], str]]], **how: Any) -> View:
    for limit, key in limits:
        view = cast(
            View, limiter.shared_limit(limit, key_func=key, methods=UNSAFE, override_defaults=False, **how)(view)
        )
    return view


def _was_done(answer: Response) -> bool:
    return answer.status_code < 400
