"""A cache of so many bytes: whatever its keys and values are made from, a process never holds more of them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
LARGEST_SHARE = 8  # what is larger than this part of the cache would push too much else out: it is made each time


class ByteCache(Generic[Key, Value]):
    """Values by key, at most `most_bytes` of both together; those asked for least recently go first.

    `size_of` gives the bytes of a key with its value, about; too much rather than too little. Safe between threads.
    """

    def __init__(self, most_bytes: int, size_of: Callable[[Key, Value], int]) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._size_of = size_of
        self._lock = threading.Lock()
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get_or_make(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """Return what is kept under the key, else what `make` gives for it. Two threads at once may both make it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry:
                self._entries.move_to_end(key)
                return entry[0]
        value = make(key)
        self._keep(key, value, self._size_of(key, value))
        return value

    def _keep(self, key: Key, value: Value, size: int) -> None:
        if size > self.most_bytes // LARGEST_SHARE:
            return
        with self._lock:
            _, old_size = self._entries.pop(key, (None, 0))
            self._entries[key] = value, size
            self.bytes += size - old_size
            while self.bytes > self.most_bytes:
                _, (_, freed) = self._entries.popitem(last=False)
                self.bytes -= freed
