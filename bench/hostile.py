"""Clients that mean harm: each holds one connection for as long as the server lets it, and then opens the next.

They are run in a process of their own, for a bounded time, against a server on this machine.
"""

import asyncio
import struct
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

DRIP_SECONDS = 5.0  # between two bytes: as slow as one can be without being cut off by idle timeouts
REST_SECONDS = 0.5  # between two connections of one client
HEAD = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
STREAMS = 12

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Client = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def send_slow_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Announce 1,000 bytes of a form and send one now and then."""
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\nname=a")
    await drip(reader, writer, b"a")


async def send_endless_chunks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a form in chunks that never end, a byte each."""
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    await drip(reader, writer, b"1\r\na\r\n")


async def send_slow_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send headers that never end."""
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    await drip(reader, writer, b"X-A: b\r\n")


async def send_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Connect, and wait."""
    await reader.read()


async def leave_streams_open(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begin forms on many streams of one HTTP/2 connection without TLS, send six bytes of each, and leave."""
    streams = range(1, 2 * STREAMS, 2)
    forms = [_frame(1, 4, stream, _form_head()) + _frame(0, 0, stream, b"name=a") for stream in streams]
    writer.write(PREFACE + _frame(4, 0, 0, b"") + b"".join(forms))
    await writer.drain()


async def read_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask for a page, many times on one connection, and read none of the answers."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRIP_SECONDS):
            while not writer.is_closing():
                writer.write(b"GET /movies HTTP/1.1\r\nHost: localhost\r\n\r\n" * 10)
                await writer.drain()
    await asyncio.sleep(DRIP_SECONDS)


KINDS: dict[str, Client] = {
    "slow-bodies": send_slow_body,
    "endless-chunks": send_endless_chunks,
    "slow-heads": send_slow_head,
    "idle": send_nothing,
    "http2": leave_streams_open,
    "reading-nothing": read_nothing,
}


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, part: bytes) -> None:
    """Send this part again and again until the server answers or closes the connection."""
    answered = asyncio.create_task(reader.read())
    try:
        while not (answered.done() or writer.is_closing()):
            writer.write(part)
            await writer.drain()
            await asyncio.wait({answered}, timeout=DRIP_SECONDS)
    finally:
        answered.cancel()


def flood(port: int, counts: dict[str, int], seconds: float) -> None:
    """Run so many clients of each kind against a port of this machine for so long."""
    asyncio.run(_flood(port, counts, time.monotonic() + seconds))


async def _flood(port: int, counts: dict[str, int], end: float) -> None:
    clients = [KINDS[kind] for kind, count in counts.items() for _ in range(count)]
    await asyncio.gather(*(_keep_connecting(client, port, end) for client in clients))


async def _keep_connecting(client: Client, port: int, end: float) -> None:
    while (left := end - time.monotonic()) > 0:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(left):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    await client(reader, writer)
                finally:
                    writer.transport.abort()
        await asyncio.sleep(REST_SECONDS)


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """Return an HTTP/2 frame (RFC 9113, section 4.1)."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _form_head() -> bytes:
    """Return the headers of a form of 1,000 bytes, as HPACK literals without indexing (RFC 7541, section 6.2.2)."""
    fields = {
        ":method": "POST",
        ":scheme": "http",
        ":path": "/login",
        ":authority": "localhost",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "1000",
    }
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields.items())


def _text(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()
