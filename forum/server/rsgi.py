"""The application as Granian calls it: an event loop that reads requests whole, and threads that answer them.

A thread is taken only when everything the client has to send is there, so nobody holds one by sending slowly. Static
files and cached pages are answered by the event loop itself, once a thread has compressed them. Reads and writes have
threads of their own: readers do not wait for those who wait to write.
"""

import asyncio
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, cast
from wsgiref.types import StartResponse, WSGIEnvironment

import structlog
from flask import Flask
from granian.rsgi import Scope
from werkzeug.middleware.proxy_fix import ProxyFix

from forum.config import Settings
from forum.kernel import assets, headers, page_store
from forum.kernel.client_address import client_of
from forum.kernel.page_store import PageStore
from forum.kernel.page_version import SqliteVersion
from forum.kernel.request_limits import SAFE_METHODS
from forum.kernel.web import max_body_size
from forum.server.bodies import BodyReader, BodyStream, Incomplete, TooSlow
from forum.server.early_answers import Answer, EarlyAnswers
from forum.server.environ import AmbiguousRequest, announced_length, make_environ, put_body
from forum.server.limits import DEFAULTS, ServerLimits
from forum.server.slots import FairSlots, Overloaded
from forum.server.version_source import VersionAtOnce, VersionBatch, VersionSource

log = structlog.get_logger()

# SQLite has one writer, and Python one thread at a time: more threads would only wait longer. Together they are no
# more than the connections of the pool.
THREADS_ON_SQLITE = (4, 4)
THREADS_ON_POSTGRESQL = (6, 4)


class HTTPProtocol(BodyStream, Protocol):
    """A request as Granian gives it, and the way to answer it."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send a whole answer."""


class Threads:
    """Threads for one kind of request, and what they are doing."""

    def __init__(self, name: str, count: int, limits: ServerLimits) -> None:
        self._pool = ThreadPoolExecutor(count, name)
        self._count, self._limits = count, limits
        self._calls: dict[int, float] = {}
        self._last_end = time.monotonic()
        self.slots = FairSlots(count, limits.waiting_requests)

    async def call(self, app: Any, environ: WSGIEnvironment) -> Answer:
        """Let the WSGI application answer in one of the threads. Hold a slot meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._call, app, environ)

    def is_stuck(self) -> bool:
        """Return whether every thread is taken and none has finished for so long, or one never finishes."""
        now, begun = time.monotonic(), list(self._calls.values())
        if not begun:
            return False
        all_taken = len(begun) >= self._count and now - max(self._last_end, *begun) > self._limits.stuck_seconds
        return all_taken or now - min(begun) > self._limits.longest_call_seconds

    def _call(self, app: Any, environ: WSGIEnvironment) -> Answer:
        self._calls[id(environ)] = time.monotonic()
        try:
            return call_wsgi(app, environ)
        finally:
            self._last_end = time.monotonic()
            del self._calls[id(environ)]


class RsgiApp:
    """The whole application behind Granian's RSGI interface, in one server process."""

    def __init__(self, app: Flask, limits: ServerLimits = DEFAULTS) -> None:
        chosen: Settings = app.extensions["balcony_settings"]
        reads, writes = THREADS_ON_SQLITE if chosen.on_sqlite else THREADS_ON_POSTGRESQL
        self._app = app
        self._reads, self._writes = Threads("reads", reads, limits), Threads("writes", writes, limits)
        self._bodies = BodyReader(limits)
        self._early = EarlyAnswers(app)
        self._believe_proxies = _proxy_fix(chosen.trusted_proxies)
        self._headers: headers.SecurityHeaders = app.extensions[headers.EXTENSION]
        self._static: assets.Assets = app.extensions[assets.EXTENSION]
        self._pages: PageStore | None = app.extensions.get(page_store.EXTENSION)
        self._version = _version_source(self._pages) if self._pages else None

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        answer = await self._answer(scope, proto)
        proto.response_bytes(answer.status, self._headers.add(answer.headers), answer.body)

    def is_stuck(self) -> bool:
        """Return whether this process can no longer answer one kind of request."""
        return any(threads.is_stuck() for threads in (self._reads, self._writes))

    async def _answer(self, scope: Scope, proto: HTTPProtocol) -> Answer:
        try:
            environ = make_environ(scope)
            self._believe_proxies(environ, _ignore)
            return self._static_file(environ) or await self._cached_page(environ) or await self._work(environ, proto)
        except AmbiguousRequest:
            return self._early.give(400, "ambiguous")
        except Incomplete:
            return self._early.give(400, "incomplete")
        except TooSlow:
            return self._early.give(408, "too_slow")
        except Overloaded:
            return self._early.give(503, "overloaded")
        except Exception as error:
            log.error("server.request_failed", path=scope.path, exc_info=error)
            return self._early.give(500, "failed")

    def _static_file(self, environ: WSGIEnvironment) -> Answer | None:
        file = self._static.find(environ)
        return _shown(file, environ) if file and page_store.is_packed(file, environ) else None

    async def _cached_page(self, environ: WSGIEnvironment) -> Answer | None:
        if self._pages is None or self._version is None:
            return None
        key = self._pages.key_of(environ)
        if key is None or not self._pages.holds(key):
            return None
        version = await self._version.read()
        page = None if version is None else self._pages.find(key, version)
        return _shown(page, environ) if page and page_store.is_packed(page, environ) else None

    async def _work(self, environ: WSGIEnvironment, proto: HTTPProtocol) -> Answer:
        client = client_of(environ["REMOTE_ADDR"])
        if environ["REQUEST_METHOD"] in SAFE_METHODS:  # a body says nothing here, so it is not read
            environ.pop("CONTENT_LENGTH", None)
            return await self._call(self._reads, client, environ)
        if "HTTP_TRANSFER_ENCODING" in environ:  # whether such a body came whole cannot be seen
            return self._early.give(411, "no_length")
        length = announced_length(environ)
        if length > max_body_size(self._app, environ):  # the application refuses it in its own page
            return await self._call(self._writes, client, environ)
        async with self._bodies.read(proto, client, length) as body:
            put_body(environ, body)
            return await self._call(self._writes, client, environ)

    async def _call(self, threads: Threads, client: str, environ: WSGIEnvironment) -> Answer:
        async with threads.slots.hold(client):
            return await threads.call(self._app, environ)


def call_wsgi(app: Any, environ: WSGIEnvironment) -> Answer:
    """Return what a WSGI application answers, whole."""
    begun: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
        begun[:] = [int(status[:3]), headers]

    parts: Iterable[bytes] = app(environ, cast(StartResponse, start_response))
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
    return Answer(begun[0], begun[1], body)


def _version_source(pages: PageStore) -> VersionSource:
    """Return who reads the version: a SQLite file at once, PostgreSQL, which may make us wait, in a thread."""
    version = pages.version
    return VersionAtOnce(version) if isinstance(version, SqliteVersion) else VersionBatch(version)


def _shown(page: Any, environ: WSGIEnvironment) -> Answer:
    return call_wsgi(lambda environ, start: page_store.shown(page, environ, start), environ)


def _proxy_fix(count: int) -> Any:
    """Return what puts the client's address and host in the place of a trusted proxy's."""
    return ProxyFix(_ignore, x_for=count, x_proto=count, x_host=count) if count else _ignore


def _ignore(_environ: WSGIEnvironment, _start: Any) -> list[bytes]:
    return []
