"""Kept pages, and parts of pages: so many bytes of them, those that nobody asks for twice first to go."""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar

import brotli
from werkzeug.http import parse_etags, quote_etag

from forum.kernel.page_version import Version

MOST_BYTES = 64 * 1024 * 1024  # in each process
# What was asked for once, such as the pages of a crawler that tries every search, has no more room than this.
SHARE_OF_STRANGERS = 4
# A page, and its compressed forms, of which each is at most half as large.
TIMES_THE_PAGE = 2
AROUND_A_PAGE = 8 * 1024  # its key and headers
# Nothing written by the house itself waits for this: it is for rows changed by hand, and for the calendar.
LONGEST_KEPT = 30.0
# Of one answer or one form of it alone.
NOT_KEPT = frozenset({"x-request-id", "content-length", "content-encoding", "etag", "last-modified", "date"})
# Brotli's larger qualities take longer than making the page did.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
# For what is packed once in the life of a process.
BEST_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=11),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
}
Headers = list[tuple[str, str]]


class Sized(Protocol):
    """What can be kept: it knows how many bytes it takes, and whether another one is just like it."""

    @property
    def size(self) -> int:
        """How many bytes it takes at most."""


Thing = TypeVar("Thing", bound=Sized)


class Page:
    """A page as every reader gets it: plain, gzip or brotli, each form made once, by the first who wants it.

    With `best` a form takes longer to make and is a little smaller.
    """

    def __init__(self, body: bytes, headers: Iterable[tuple[str, str]], *, best: bool = False) -> None:
        self.tag = hashlib.sha256(body).hexdigest()[:32]
        self.size = len(body) * TIMES_THE_PAGE + AROUND_A_PAGE
        self.headers = sorted((name, value) for name, value in headers if name.lower() not in NOT_KEPT)
        self._packers = BEST_PACKERS if best else PACKERS
        self._forms = {"": self._form(body, "")}

    def __eq__(self, other: object) -> bool:
        """Whether its plain bytes and headers are the same."""
        return isinstance(other, Page) and (self.tag, self.headers) == (other.tag, other.headers)

    __hash__ = None  # type: ignore[assignment]

    def form(self, encoding: str) -> tuple[bytes, Headers]:
        """Body and headers in this encoding, or plain where that saves little. Two threads at once make the same."""
        found = self._forms.get(encoding)
        if found is None:
            plain = self._forms[""]
            packed = self._packers[encoding](plain[0])
            found = self._form(packed, encoding) if len(packed) * TIMES_THE_PAGE <= len(plain[0]) else plain
            self._forms[encoding] = found
        return found

    def has_form(self, encoding: str) -> bool:
        """Return whether this form was made before."""
        return encoding in self._forms

    def is_had_by(self, condition: str) -> bool:
        """Whether this If-None-Match names the page, in any of its forms; a proxy may have called them weak."""
        tags = parse_etags(condition)
        return any(tags.contains_weak(self._tag(encoding)) for encoding in ("", *PACKERS))

    def _form(self, body: bytes, encoding: str) -> tuple[bytes, Headers]:
        headers = [*self.headers, ("ETag", quote_etag(self._tag(encoding))), ("Content-Length", str(len(body)))]
        return body, headers + ([("Content-Encoding", encoding)] if encoding else [])

    def _tag(self, encoding: str) -> str:
        return f"{self.tag}-{encoding}" if encoding else self.tag


class Kept(NamedTuple, Generic[Thing]):
    """A thing, the version it was made from, and the moment until which it is good at best."""

    thing: Thing
    version: Version
    until: float


class Row(Generic[Thing]):
    """Things in so many bytes; those asked for least recently go first."""

    def __init__(self, most_bytes: int) -> None:
        self.bytes = 0
        self._most = most_bytes
        self._things: OrderedDict[Hashable, Kept[Thing]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._things

    def take(self, key: Hashable) -> Kept[Thing] | None:
        """What stood under this key, which is free now."""
        kept = self._things.pop(key, None)
        self.bytes -= kept.thing.size if kept else 0
        return kept

    def put(self, key: Hashable, kept: Kept[Thing]) -> None:
        """It stands under the free key, as the one asked for last."""
        self._things[key] = kept
        self.bytes += kept.thing.size
        while self.bytes > self._most:
            self.take(next(iter(self._things)))


class Shelf(Generic[Thing]):
    """Things by key: one row for those asked for once, and the longer one for those asked for again."""

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn = threading.Lock()
        strangers = most_bytes // SHARE_OF_STRANGERS
        self._strangers: Row[Thing] = Row(strangers)
        self._friends: Row[Thing] = Row(most_bytes - strangers)

    def __len__(self) -> int:
        return len(self._strangers) + len(self._friends)

    def __contains__(self, key: Hashable) -> bool:
        """Return whether a thing, be it out of date, is under this key."""
        return key in self._friends or key in self._strangers

    @property
    def bytes(self) -> int:
        """How many bytes stand here at most, every compressed form made."""
        return self._strangers.bytes + self._friends.bytes

    def find(self, key: Hashable, version: Version) -> Thing | None:
        """The thing under this key, unless it was made from another version or too long ago."""
        with self._turn:
            kept = self._friends.take(key) or self._strangers.take(key)
            if kept is None:
                return None
            self._friends.put(key, kept)
        return kept.thing if kept.version == version and self._clock() < kept.until else None

    def put(self, key: Hashable, version: Version, thing: Thing) -> Thing:
        """The thing stands under the key. One just like it that stood there stays, a page with its forms."""
        with self._turn:
            row = self._friends if key in self._friends else self._strangers
            old = row.take(key)
            if old and old.thing == thing:
                thing = old.thing
            row.put(key, Kept(thing, version, self._clock() + LONGEST_KEPT))
        return thing
