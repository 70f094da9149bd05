"""The version of cached pages, read without holding up the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog

from forum.kernel.page_version import FAULTS, Version, VersionReader

log = structlog.get_logger()

PATIENCE_SECONDS = 2.0


class VersionSource(Protocol):
    """Reads the version for the event loop."""

    async def read(self) -> Version | None:
        """Return the version now; None where the database cannot be asked, or not soon."""


class ReaderAtOnce(Protocol):
    """Reads the version without waiting for other threads."""

    def read_at_once(self) -> Version:
        """Return the version now; raises one of FAULTS where it cannot be had now."""


class VersionAtOnce:
    """Reads the version in the event loop: of a file, where it takes microseconds."""

    def __init__(self, reader: ReaderAtOnce) -> None:
        self._reader = reader

    async def read(self) -> Version | None:
        """Return the version now; None where the file cannot be read, or another thread reads it at this moment."""
        return read_version(self._reader.read_at_once)


class VersionBatch:
    """Reads the version in a thread, once for all who asked before. Who asks meanwhile waits for the next reading.

    So what is answered was never read before it was asked for. Belongs to one event loop.
    """

    def __init__(self, reader: VersionReader) -> None:
        self._reader = reader
        self._thread = ThreadPoolExecutor(1, "page-version")
        self._waiting: list[asyncio.Future[Version | None]] = []
        self._reading: asyncio.Task[None] | None = None

    async def read(self) -> Version | None:
        """Return the version now; None where the database cannot be asked, or takes longer than two seconds."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Version | None] = loop.create_future()
        self._waiting.append(answer)
        if self._reading is None:
            self._reading = loop.create_task(self._read_batches())
        return await answer

    async def _read_batches(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._read_for(batch)
        finally:
            self._reading = None

    async def _read_for(self, batch: list[asyncio.Future[Version | None]]) -> None:
        reading = asyncio.get_running_loop().run_in_executor(self._thread, read_version, self._reader.read)
        done, _ = await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
        version = reading.result() if done else None
        for answer in batch:
            if not answer.done():
                answer.set_result(version)
        if not done:
            await self._fail_until(reading)

    async def _fail_until(self, reading: asyncio.Future[Version | None]) -> None:
        """Answer None to everybody who asks until the slow reading has ended."""
        while not reading.done():
            await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
            batch, self._waiting = self._waiting, []
            for answer in batch:
                if not answer.done():
                    answer.set_result(None)


def read_version(read: Callable[[], Version]) -> Version | None:
    """Return the version now; None where the database cannot be asked."""
    try:
        return read()
    except FAULTS as error:
        log.debug(
            "page_cache.version_unknown", error=str(error)
        )  # the page is made anew, and says more if it cannot be
    except Exception as error:  # whoever waits for the version must be answered, whatever broke
        log.error("page_cache.version_failed", exc_info=error)
    return None
