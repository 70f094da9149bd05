"""How often one member or one address may write, register, and guess passwords."""

import hashlib
import ipaddress
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, Response, g, request
from flask_limiter import ApplicationLimit, Limiter
from flask_login import current_user
from limits.errors import ConfigurationError

from forum.config import BadSetting, Settings, settings
from forum.kernel.clock import timestamp
from forum.kernel.limit_store import SCHEME
from forum.kernel.text import fold

WRITING = "50 per 10 seconds; 200 per minute"
REGISTERING = "30 per hour"
# Guesses: by one address, at one name by one address, and at one name by all addresses together.
GUESSING_HERE = "30 per 5 minutes"
GUESSING_A_NAME_HERE = "10 per 5 minutes"
GUESSING_A_NAME = "100 per hour"
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]
IPV6_NETWORK = 64
REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}
View = TypeVar("View", bound=Callable[..., Any])


def writer_key() -> str:
    """Whose writes are counted together: the member's, or those of the reader's address."""
    return g.get("limit_key") or address_key()


def address_key() -> str:
    """The reader's address; of IPv6 the network, since one house owns 2**64 of them."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "address:unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return f"address:{address.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((address, IPV6_NETWORK), strict=False).network_address}"
    return f"address:{address}"


def name_key() -> str:
    """The name typed into the form, or the member who is asked for the password again.

    As a digest: people type passwords into the wrong field.
    """
    typed = fold(request.form.get("name", ""))
    return f"name:{hashlib.sha256(typed.encode('utf-8', 'replace')).hexdigest()[:32]}" if typed else writer_key()


limiter = Limiter(
    writer_key,
    application_limits=[ApplicationLimit(WRITING, scope="writing", methods=UNSAFE)],
    strategy="fixed-window",
    swallow_errors=True,  # a store that is away limits nobody; the log has the error
)


@limiter.request_filter
def _is_off() -> bool:
    return not settings().rate_limits


def sign_in_limit(view: View) -> View:
    """Limit wrong guesses at this view, which answers 422 to each; who guesses right is never counted."""
    limits = (
        (GUESSING_HERE, address_key),
        (GUESSING_A_NAME_HERE, lambda: f"{address_key()} {name_key()}"),
        (GUESSING_A_NAME, name_key),
    )
    return _limited(view, limits, scope="guessing", deduct_when=_was_refused)


def register_limit(view: View) -> View:
    """Limit how many members one address makes at this view; a form that was refused is not counted."""
    return _limited(view, [(REGISTERING, address_key)], scope="registering", deduct_when=_was_done)


def seconds_to_wait() -> int | None:
    """How long until the limit that refused this request lets its sender through; None where none refused."""
    hit = limiter.current_limit
    return max(1, math.ceil(hit.reset_at - timestamp())) if hit is not None and hit.breached else None


def install(app: Flask, chosen: Settings) -> None:
    """Count every write in Redis where there is one, else in a file of the instance folder.

    Raises BadSetting for a Redis address that cannot be used.
    """
    app.config["RATELIMIT_ENABLED"] = True
    app.config["RATELIMIT_STORAGE_URI"] = chosen.redis_url or f"{SCHEME}://{chosen.instance / 'limits.db'}"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = REDIS_PATIENCE if chosen.redis_url else {}
    app.before_request(_know_the_writer)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as error:
        example = "BALCONY_REDIS_URL=redis://localhost:6379/0"
        raise BadSetting(f"BALCONY_REDIS_URL: {error} (pip install 'balcony[redis]'). Example: {example}") from error


def _know_the_writer() -> None:
    """Ask who writes before the limits do: an error of the database is not one of the limits' store."""
    if request.method in UNSAFE and settings().rate_limits and current_user.is_authenticated:
        g.limit_key = f"member:{current_user.id}"


def _limited(view: View, limits: Sequence[tuple[str, Callable[[], str]]], **how: Any) -> View:
    for limit, key in limits:
        view = cast(
            View, limiter.shared_limit(limit, key_func=key, methods=UNSAFE, override_defaults=False, **how)(view)
        )
    return view


def _was_refused(answer: Response) -> bool:
    return answer.status_code == 422


def _was_done(answer: Response) -> bool:
    return answer.status_code < 400
