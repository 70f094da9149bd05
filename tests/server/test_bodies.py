"""Bodies of requests: read whole or not at all, in bounded time and memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from forum.server.bodies import BodyReader, Incomplete, TooSlow
from forum.server.limits import DEFAULTS
from forum.server.slots import Overloaded

QUICK = replace(DEFAULTS, body_pause_seconds=0.2, body_bytes_per_second=1000)


class Sender:
    """A client that sends these chunks, pausing before each for so many seconds."""

    def __init__(self, *chunks: bytes, pause: float = 0.0) -> None:
        self._chunks, self._pause = chunks, pause
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            await asyncio.sleep(self._pause)
            self.sent += 1
            yield chunk


def read(reader: BodyReader, sender: Sender, length: int) -> bytes:
    async def act() -> bytes:
        async with reader.read(sender, "client", length) as body:
            return body.getvalue()

    return asyncio.run(act())


def test_a_body_comes_whole_however_it_was_cut():
    assert read(BodyReader(DEFAULTS), Sender(b"ab", b"", b"c", b""), 3) == b"abc"
    assert read(BodyReader(DEFAULTS), Sender(), 0) == b""


@pytest.mark.parametrize("chunks", [(), (b"ab", b""), (b"ab", b"cd")])
def test_a_body_that_is_not_as_long_as_was_said_is_none(chunks):
    with pytest.raises(Incomplete):
        read(BodyReader(DEFAULTS), Sender(*chunks), 3)


@pytest.mark.parametrize(
    "sender",
    [
        Sender(b"a", pause=60),
        Sender(*[b"a"] * 10_000, pause=0.01),
        Sender(b"a" * 900, *[b"a"] * 10_000, pause=0.01),  # what came fast at first buys no rest later
    ],
    ids=["silent", "dripping", "fast, then dripping"],
)
def test_who_sends_too_slowly_is_not_waited_for(sender):
    with pytest.raises(TooSlow):
        read(BodyReader(QUICK), sender, 10_000)


def test_who_sends_slowly_but_steadily_is_waited_for():
    assert len(read(BodyReader(QUICK), Sender(*[b"a" * 50] * 20, pause=0.03), 1000)) == 1000


@pytest.mark.parametrize(
    ("limits", "chunk"),
    [(replace(DEFAULTS, bodies=8), b"a"), (replace(DEFAULTS, bytes_of_bodies=8000), b"a" * 1000)],
    ids=["number", "bytes"],
)
def test_one_client_may_hold_a_fourth_of_all_bodies_and_all_clients_no_more_than_all(limits, chunk):
    async def act() -> None:
        reader = BodyReader(limits)
        async with reader.read(Sender(chunk), "one", len(chunk)), reader.read(Sender(chunk), "one", len(chunk)):
            with pytest.raises(Overloaded):
                await _read_one(reader, "one")
            async with AsyncExitStack() as others:
                for client in ("two", "two", "three", "three", "four", "four"):
                    await others.enter_async_context(reader.read(Sender(chunk), client, len(chunk)))
                with pytest.raises(Overloaded):
                    await _read_one(reader, "five")
            await _read_one(reader, "five")
        await _read_one(reader, "one")

    async def _read_one(reader: BodyReader, client: str) -> None:
        async with reader.read(Sender(chunk), client, len(chunk)):
            pass

    asyncio.run(act())


def test_what_was_counted_is_forgotten_also_where_reading_failed():
    async def act() -> None:
        reader = BodyReader(replace(QUICK, bodies=4, bytes_of_bodies=200))
        for sender in [Sender(b"a" * 60), Sender(b"a", pause=60)] * 3:
            with pytest.raises((Overloaded, TooSlow)):
                async with reader.read(sender, "client", 60):
                    pass
        async with reader.read(Sender(b"a" * 50), "client", 50) as body:
            assert body.getvalue() == b"a" * 50

    asyncio.run(act())
