"""Request bodies, read whole before a thread is taken, with a deadline and a ceiling on all of them together."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from typing import Protocol

from forum.server.slots import Overloaded

# A sender may pause for so long at the most, and has to send so much a second beyond that.
PATIENCE_SECONDS = 10.0
LEAST_BYTES_PER_SECOND = 1000
# Of one process. One client may use up half of each.
MAX_BODIES = 1024
MAX_BYTES = 64 * 1024 * 1024


class TooSlow(Exception):
    """The body did not come in time."""


class BodyStream(Protocol):
    """A request as Granian gives it: its body comes in chunks."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Return the chunks as they arrive."""


class BodyReader:
    """Reads bodies, and counts those that are held. Belongs to one event loop."""

    def __init__(self, *, max_bodies: int = MAX_BODIES, max_bytes: int = MAX_BYTES) -> None:
        self._max_bodies, self._max_bytes = max_bodies, max_bytes
        self._bodies: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._all_bodies = self._all_bytes = 0

    @asynccontextmanager
    async def read(self, stream: BodyStream, client: str, limit: int) -> AsyncIterator[BytesIO]:
        """Read the body, and count it until the end of the context.

        At most `limit` bytes are read and a few more: whoever gets more than the limit refuses it. Raises TooSlow for
        a sender who pauses for more than 10 s or sends less than 1 kB/s after the first ten, and Overloaded where too
        many bodies, or bytes of them, are held.
        """
        with self._count_body(client):
            body = BytesIO()
            try:
                await self._receive(stream, client, limit, body)
                yield body
            finally:
                self._count_bytes(client, -body.getbuffer().nbytes)

    async def _receive(self, stream: BodyStream, client: str, limit: int, body: BytesIO) -> None:
        """Each byte that comes moves the deadline, which is never more than the patience away.

        So a whole body takes 10 s and 1 ms a byte at the most.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE_SECONDS
        try:
            async with asyncio.timeout_at(deadline) as patience:
                async for chunk in stream:
                    size = body.write(chunk)
                    self._count_bytes(client, size)
                    if body.tell() > limit:
                        return
                    earned = deadline + size / LEAST_BYTES_PER_SECOND
                    deadline = min(earned, loop.time() + PATIENCE_SECONDS)
                    patience.reschedule(deadline)
        except TimeoutError as error:
            raise TooSlow from error

    @contextmanager
    def _count_body(self, client: str) -> Iterator[None]:
        if self._all_bodies >= self._max_bodies or self._bodies[client] >= self._max_bodies // 2:
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
        if size > 0 and (self._all_bytes > self._max_bytes or self._bytes[client] > self._max_bytes // 2):
            raise Overloaded
