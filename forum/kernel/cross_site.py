"""Where a form was sent from, as the browser says it: forms of other sites are refused, whatever token they carry."""

from urllib.parse import SplitResult, urlsplit

import structlog
from flask import Flask, request
from werkzeug.exceptions import BadRequest

from forum.config import settings
from forum.kernel.request_limits import SAFE_METHODS

DEFAULT_PORTS = {"http": 80, "https": 443}
OTHER_SITES = frozenset({"cross-site", "same-site"})  # another subdomain is another site to us

log = structlog.get_logger()


class CrossSiteRequest(BadRequest):
    """A form that was sent by a page of another site."""


def install(app: Flask) -> None:
    """Check every request that writes. Call before anything reads its form or counts it."""
    app.before_request(refuse_cross_site)


def refuse_cross_site() -> None:
    """Raise CrossSiteRequest where the browser names another site as the sender.

    A request that names none, as programs and old browsers send it, needs the session's token like every other.
    """
    if request.method in SAFE_METHODS:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin == "null" and site == "same-origin":  # our own page under a proxy's Referrer-Policy: no-referrer
        return
    other_origin = origin is not None and not is_own_origin(origin)
    if other_origin or site in OTHER_SITES:
        # Behind a proxy that replaces the Host header our own pages are refused too: the log must tell why.
        log.warning("request.cross_site_refused", origin=(origin or "")[:200], host=request.host)
        raise CrossSiteRequest


def is_from_own_page() -> bool:
    """Say whether the browser names a page of this site as the sender; no where it names nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return is_own_origin(request.headers.get("Origin") or request.headers.get("Referer") or "")


def is_own_origin(address: str) -> bool:
    """Say whether an address belongs to this site: to the Host of this request or to BALCONY_BASE_URL.

    The Host says no scheme, and who ends TLS in front of us need not tell it. Where BALCONY_BASE_URL has the same host,
    its scheme is the only one.
    """
    sent, public = _split(address), _split(settings().base_url)
    own_host = _split(f"{sent.scheme}://{request.host}") if sent else None
    if sent is None or own_host is None:
        return False
    if public and sent.hostname == public.hostname and sent.scheme != public.scheme:
        return False
    return _place(sent) in (_place(own_host), _place(public) if public else None)


def _split(address: str) -> SplitResult | None:
    """Return the parts of an http address; None where it is none, as "null" is none."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in DEFAULT_PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if sound else None


def _place(parts: SplitResult) -> tuple[str | None, int]:
    return parts.hostname, parts.port or DEFAULT_PORTS[parts.scheme]
