"""Whole pages kept for readers who are not signed in, before the framework is asked; never one that is out of date."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie, parse_etags, quote_etag
from werkzeug.wrappers import Response

from forum.kernel.formats import tag_for
from forum.kernel.page_version import FAULTS, Version, VersionReader

MOST_BYTES = 64 * 1024 * 1024  # in each process
LARGEST_PAGE = 1024 * 1024
# A page and its compressed form, which is never larger than the page.
SHARE_OF_PAGE = 2
LONGEST_KEY = 2000
KINDS = frozenset({"text/html", "image/svg+xml"})
# What pages are made from; an address with any other key is the app's to answer.
QUERY_KEYS = frozenset(
    {"after", "around", "before", "by", "decade", "genre", "letter", "of", "q", "root", "show", "sort", "top", "view"}
)
# What a page may depend on; the first two are in the key.
SEEN = frozenset({"accept-language", "cookie", "accept-encoding"})
# Of one answer or one form of it alone.
NOT_KEPT = frozenset({"x-request-id", "content-length", "content-encoding", "etag", "last-modified", "date"})
ABOUT_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")
NEVER_KEPT = ("Set-Cookie", "Content-Encoding")
LIGHTS = "lights"
Headers = list[tuple[str, str]]

log = structlog.get_logger()


class Page:
    """A page as every reader gets it: plain or gzipped, each form made once."""

    def __init__(self, body: bytes, headers: Iterable[tuple[str, str]]) -> None:
        self.tag = hashlib.sha256(body).hexdigest()[:32]
        self.size = len(body) * SHARE_OF_PAGE
        self.headers = sorted((name, value) for name, value in headers if name.lower() not in NOT_KEPT)
        self._body = body
        self._forms: dict[str, tuple[bytes, Headers]] = {}

    def form(self, encoding: str) -> tuple[bytes, Headers]:
        """Body and headers in this encoding, `gzip` or none. Threads that make it at once make the same."""
        if encoding not in self._forms:
            body = gzip.compress(self._body, mtime=0) if encoding else self._body
            headers = [*self.headers, ("ETag", self._etag(encoding)), ("Content-Length", str(len(body)))]
            self._forms[encoding] = body, headers + ([("Content-Encoding", encoding)] if encoding else [])
        return self._forms[encoding]

    def is_had_by(self, condition: str) -> bool:
        """Whether this If-None-Match names the page, in any of its forms; a proxy may have called them weak."""
        tags = parse_etags(condition)
        return any(tags.contains_weak(tag) for tag in (self.tag, f"{self.tag}-gzip"))

    def _etag(self, encoding: str) -> str:
        return quote_etag(f"{self.tag}-{encoding}" if encoding else self.tag)


class Shelf:
    """Pages by key, each with the version it was made from; those asked for least recently go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.bytes = 0
        self._most = most_bytes
        self._turn = threading.Lock()
        self._pages: OrderedDict[Hashable, tuple[Version, Page]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Hashable, version: Version) -> Page | None:
        """The page under this key, unless it was made from another version."""
        with self._turn:
            made_from, page = self._pages.get(key, (None, None))
            if page is None or made_from != version:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, version: Version, page: Page) -> Page:
        """The page stands under the key. One with the same bytes that stood there stays, with its forms."""
        with self._turn:
            _, old = self._pages.pop(key, (None, None))
            if old is not None:
                self.bytes -= old.size
                page = old if (old.tag, old.headers) == (page.tag, page.headers) else page
            self._pages[key] = version, page
            self.bytes += page.size
            while self.bytes > self._most:
                _, (_, dropped) = self._pages.popitem(last=False)
                self.bytes -= dropped.size
        return page


class PageStore:
    """A WSGI layer that answers what it has kept, and hands everything else to the app behind it."""

    def __init__(
        self, app: WSGIApplication, version: VersionReader, *, private_cookies: Collection[str], shelf: Shelf
    ) -> None:
        self._app = app
        self._version = version
        self._private_cookies = frozenset(private_cookies)
        self._shelf = shelf

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._key(environ)
        # Read before the page is made: what is written meanwhile makes the page older than it is, never newer.
        version = self._version_now() if key else None
        if version is None:
            return self._app(environ, start_response)
        page = self._shelf.find(key, version)
        if page is not None:
            return _shown(page, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":  # what answers it has no body to keep
            return self._app(environ, start_response)
        return self._made(key, version, environ, start_response)

    def _made(
        self, key: Hashable, version: Version, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the app make the page, whole, and keep it if everybody may see it."""
        whole = {name: value for name, value in environ.items() if name not in CONDITIONS}
        answer = Response.from_app(self._app, whole)
        if not _is_for_everybody(answer):
            return answer(environ, start_response)
        body = answer.get_data()
        answer.close()
        answer.vary.add("Accept-Encoding")
        page = Page(body, answer.headers.items())
        if len(body) <= LARGEST_PAGE:
            page = self._shelf.put(key, version, page)
        return _shown(page, environ, start_response)

    def _version_now(self) -> Version | None:
        """The version, with the day, for a few pages change with the calendar; None when it cannot be known."""
        try:
            return self._version.read(), datetime.now(UTC).date()
        except FAULTS as error:
            log.warning("pages are not kept: the database cannot be asked", error=str(error))
            return None

    def _key(self, environ: WSGIEnvironment) -> Hashable:
        """Everything a page depends on; None where the app has to answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        lights, query = self._lights(environ), _query(environ.get("QUERY_STRING", ""))
        if lights is None or query is None:
            return None
        # The house writes no address of another host, but should a page ever do, it is that host's alone.
        where = [environ.get(name, "") for name in ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO")]
        if sum(map(len, where)) > LONGEST_KEY:
            return None
        return (*where, query, tag_for(environ.get("HTTP_ACCEPT_LANGUAGE", "")), lights)

    def _lights(self, environ: WSGIEnvironment) -> str | None:
        """The theme this browser chose; None for a browser with a session, which is shown pages of its own."""
        if not environ.get("HTTP_COOKIE"):
            return ""
        cookies = parse_cookie(environ)
        if not self._private_cookies.isdisjoint(cookies):
            return None
        return lights if (lights := cookies.get(LIGHTS, "")) in ("up", "down") else ""


def _query(text: str) -> tuple[str, ...] | None:
    """The query's parts as they were sent, in a fixed order; None for keys unknown or given twice."""
    if not text:
        return ()
    parts = text.split("&")
    keys = {part.partition("=")[0] for part in parts}
    return tuple(sorted(parts)) if len(text) <= LONGEST_KEY and len(keys) == len(parts) and keys <= QUERY_KEYS else None


def _is_for_everybody(answer: Response) -> bool:
    if answer.status_code != 200 or answer.mimetype not in KINDS or any(name in answer.headers for name in NEVER_KEPT):
        return False
    manners: Any = answer.cache_control
    return not (manners.private or manners.no_store) and {name.lower() for name in answer.vary} <= SEEN


def _shown(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body, headers = page.form(_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition and page.is_had_by(condition):
        start_response("304 Not Modified", [pair for pair in headers if pair[0] not in ABOUT_THE_BODY])
        return []
    start_response("200 OK", list(headers))
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


@lru_cache(256)
def _encoding(wishes: str) -> str:
    """`gzip` where the browser takes it."""
    return "gzip" if parse_accept_header(wishes, Accept)["gzip"] > 0 else ""
