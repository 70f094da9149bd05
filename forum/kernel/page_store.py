"""Whole pages for readers who are not signed in, shown before the framework is asked; never one that is out of date."""

import re
import threading
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from forum.kernel.db_faults import describe_fault
from forum.kernel.formats import tag_for
from forum.kernel.page_shelf import PACKERS, Page, Shelf
from forum.kernel.page_version import FAULTS, Version, VersionReader

LARGEST_PAGE = 1024 * 1024
LONGEST_KEY = 2000
# How long a reader waits for the one who came first and has the page made; then it is made for each.
PATIENCE = 2.0
KINDS = frozenset({"text/html", "image/svg+xml"})
# What pages are made from; an address with any other key is the app's to answer.
QUERY_KEYS = frozenset(
    {"after", "around", "before", "by", "decade", "genre", "in", "letter", "of", "q", "root", "show", "sort", "top"}
    | {"view"}
)
# What a page may depend on; the first two are in the key.
SEEN = frozenset({"accept-language", "cookie", "accept-encoding"})
ABOUT_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")
NEVER_KEPT = ("Set-Cookie", "Content-Encoding")
LIGHTS = "lights"
LONGEST_COOKIES = 4000
LONGEST_CONDITION = 1000  # reading the tags of a longer one takes milliseconds
_LIGHTS = re.compile(rf"(?:^|;)\s*{LIGHTS}=(up|down)\s*(?:;|$)")
EXTENSION = "balcony_page_cache"
LONGEST_WISHES = 200  # of an Accept-Encoding

log = structlog.get_logger()


class Turns:
    """Who is having which page made, in this process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._made: dict[Hashable, threading.Event] = {}

    @contextmanager
    def first(self, key: Hashable) -> Iterator[bool]:
        """Whether the caller came first. Everyone else has then waited until the first was done, or long enough."""
        with self._turn:
            others = self._made.get(key)
            mine = self._made.setdefault(key, threading.Event())
        if others:
            others.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self._turn:
                del self._made[key]
            mine.set()


class PageStore:
    """A WSGI layer that answers what it has kept, and hands everything else to the app behind it."""

    def __init__(
        self, app: WSGIApplication, version: VersionReader, *, private_cookies: Collection[str], shelf: Shelf[Page]
    ) -> None:
        self._app = app
        self.version = version
        self._private_cookies = frozenset(private_cookies)
        self._shelf = shelf
        self._turns = Turns()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self.key_of(environ)
        version = self._version_now() if key else None
        if version is None:
            return self._app(environ, start_response)
        page = self._shelf.find(key, version)
        if page is not None:
            return shown(page, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":  # what answers it has no body to keep
            return self._app(environ, start_response)
        with self._turns.first(key) as first:
            if not first:
                return self._after_the_first(key, environ, start_response)
            return self._made(key, version, environ, start_response)

    def holds(self, key: Hashable) -> bool:
        """Return whether a page, be it out of date, is kept under this key: if so, the version is worth reading."""
        return key in self._shelf

    def find(self, key: Hashable, version: Version) -> Page | None:
        """Return the page kept under this key, unless it is out of date."""
        return self._shelf.find(key, version)

    def _after_the_first(
        self, key: Hashable, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Show what the first had made, unless it is out of date by now; then nobody waits again."""
        version = self._version_now()
        page = self._shelf.find(key, version) if version else None
        if page is not None:
            return shown(page, environ, start_response)
        return self._made(key, version, environ, start_response) if version else self._app(environ, start_response)

    def _made(
        self, key: Hashable, version: Version, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Let the app make the page, whole, and keep it if everybody may see it.

        The version was read before: what is written meanwhile makes the page count as older than it is, never newer.
        """
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
        return shown(page, environ, start_response)

    def _version_now(self) -> Version | None:
        """The version; None when it cannot be known."""
        try:
            return self.version.read()
        except FAULTS as error:
            log.warning("pages are not kept: the database cannot be asked", error=describe_fault(error))
            return None

    def key_of(self, environ: WSGIEnvironment) -> Hashable:
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
        """The theme this browser chose; None for a browser with a session, which is shown pages of its own.

        The cookies are searched, not parsed: the server's event loop asks for every request, and parsing as many as a
        head can hold takes tens of milliseconds. Whoever has too many is the app's to refuse.
        """
        cookies = environ.get("HTTP_COOKIE", "")
        if len(cookies) > LONGEST_COOKIES or any(name in cookies for name in self._private_cookies):
            return None
        found = _LIGHTS.search(cookies)
        return found[1] if found else ""


def shown(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with a page in the form this browser likes best, or with the word that it has it already."""
    body, headers = page.form(_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST_WISHES]))
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition and len(condition) <= LONGEST_CONDITION and page.is_had_by(condition):
        start_response("304 Not Modified", [pair for pair in headers if pair[0] not in ABOUT_THE_BODY])
        return []
    start_response("200 OK", list(headers))
    return [body] if environ["REQUEST_METHOD"] == "GET" else []


def _query(text: str) -> tuple[str, ...] | None:
    """The query's parts as they were sent, in a fixed order; None for keys unknown or given twice."""
    if not text:
        return ()
    if len(text) > LONGEST_KEY:
        return None
    parts = text.split("&")
    keys = {part.partition("=")[0] for part in parts}
    return tuple(sorted(parts)) if len(keys) == len(parts) and keys <= QUERY_KEYS else None


def _is_for_everybody(answer: Response) -> bool:
    if answer.status_code != 200 or answer.mimetype not in KINDS or any(name in answer.headers for name in NEVER_KEPT):
        return False
    manners: Any = answer.cache_control
    return not (manners.private or manners.no_store) and {name.lower() for name in answer.vary} <= SEEN


def is_packed(page: Page, environ: WSGIEnvironment) -> bool:
    """Return whether the page can be shown to this browser without compressing it first."""
    return page.has_form(_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))


@lru_cache(256)
def _encoding(wishes: str) -> str:
    """What the browser takes and likes best, brotli before gzip where it does not mind; nothing where it takes none."""
    accepted = parse_accept_header(wishes, Accept)
    best = max(PACKERS, key=lambda encoding: accepted[encoding])
    return best if accepted[best] > 0 else ""
