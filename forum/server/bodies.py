"""Request bodies, read whole before a thread is taken, with a deadline and a ceiling on all of them together."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from typing import Protocol

from forum.server.limits import ServerLimits
from forum.server.slots import Overloaded

SHARE = 4  # one client may hold a fourth of all


class TooSlow(Exception):
    """The body did not come in time."""


class Incomplete(Exception):
    """The sender left before the whole body had come."""


class BodyStream(Protocol):
    """A request as Granian gives it: its body comes in chunks."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the chunks as they arrive."""


class BodyReader:
    """Reads bodies, and counts those that are held. Belongs to one event loop."""

    def __init__(self, limits: ServerLimits) -> None:
        self._limits = limits
        self._bodies: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._all_bodies = self._all_bytes = 0

    @asynccontextmanager
    async def read(self, stream: BodyStream, client: str, length: int) -> AsyncIterator[BytesIO]:
        """Read a body of so many bytes, and count it until the end of the context.

        Raises TooSlow for a sender who pauses too long or falls below the least rate, Incomplete for one who leaves
        early, and Overloaded where too many bodies, or bytes of them, are held.
        """
        with self._count_body(client):
            body = BytesIO()
            try:
                await self._receive(stream, client, length, body)
                yield body
            finally:
                self._count_bytes(client, -body.getbuffer().nbytes)

    async def _receive(self, stream: BodyStream, client: str, length: int, body: BytesIO) -> None:
        """Receive chunk after chunk. Each byte moves the deadline, which is never more than one pause away.

        So a whole body takes at most one pause and, at 1,000 bytes a second, 1 ms a byte.
        """
        loop, pause = asyncio.get_running_loop(), self._limits.body_pause_seconds
        deadline = loop.time() + pause
        try:
            async with asyncio.timeout_at(deadline) as patience:
                async for chunk in stream:
                    size = body.write(chunk)
                    self._count_bytes(client, size)
                    if body.tell() >= length:
                        break
                    earned = deadline + size / self._limits.body_bytes_per_second
                    deadline = min(earned, loop.time() + pause)
                    patience.reschedule(deadline)
        except TimeoutError as error:
            raise TooSlow from error
        if body.tell() != length:  # Granian ends a body whose sender left like one that is whole
            raise Incomplete

    @contextmanager
    def _count_body(self, client: str) -> Iterator[None]:
        most = self._limits.bodies
        if self._all_bodies >= most or self._bodies[client] >= most // SHARE:
            raise Overloaded
        self._all_bodies += 1
        self._bodies[client] += 1
        try:
            yield
        finally:
            self._all_bodies -= 1
            self._bodies[client] -= 1
            if not self._bodies[client]:
                del self._bodies[client], self._bytes[client]

    def _count_bytes(self, client: str, size: int) -> None:
        self._all_bytes += size
        self._bytes[client] += size
        most = self._limits.bytes_of_bodies
        if size > 0 and (self._all_bytes > most or self._bytes[client] > most // SHARE):
            raise Overloaded
