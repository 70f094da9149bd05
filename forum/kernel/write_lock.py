"""The write lock of a SQLite file: one writer at a time among all threads and processes, first come, first served."""

import fcntl
import os
import threading
import time
from collections import deque
from contextlib import suppress

# Threads of one process that may wait at once; the next writer is refused at once. Each of them may hold a thread of
# the server and a connection.
MOST_WAITING = 32


class WriteLock:
    """A lock that is waited for no longer than to a deadline, in this process and across all others.

    SQLite itself has no queue: who finds the database locked sleeps and looks again, ever more rarely, while others
    who come later may find it free.
    """

    def __init__(self, path: str, max_waiting: int = MOST_WAITING) -> None:
        self._file = _FileLock(path)
        self._max_waiting = max_waiting
        self._guard = threading.Lock()
        self._held = False
        self._queue: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock. Return False after `timeout` seconds, or at once where too many wait already."""
        deadline = time.monotonic() + timeout
        if not self._enter(deadline):
            return False
        acquired = False
        try:
            acquired = self._file.acquire(deadline)
        finally:
            if not acquired:
                self._leave()
        return acquired

    def release(self) -> None:
        """Let the next writer in; called once for each successful acquire(), by any thread."""
        try:
            self._file.release()
        finally:
            self._leave()

    def _enter(self, deadline: float) -> bool:
        """Become the one thread of this process that may take the file's lock."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            if len(self._queue) >= self._max_waiting:
                return False
            mine = _closed_gate()
            self._queue.append(mine)
        if mine.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return True
        with self._guard:
            if mine in self._queue:
                self._queue.remove(mine)
                return False
        return True  # it was handed over in this very moment

    def _leave(self) -> None:
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False


class _FileLock:
    """A lock on a file, used by one thread of this process at a time, which a process that is killed gives back.

    The kernel wakes those who wait in the order they came, but knows no timeout. So a helper thread waits, and hands
    the lock to whoever wants it by then; the thread that gave up is not held. Where the file cannot be made (a full
    disk, a folder that is read-only) there is no lock, and SQLite alone keeps writers apart.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._process, self._descriptor = 0, -1
        self._locked = False
        self._guard = threading.Lock()
        self._work = threading.Semaphore(0)
        self._helper: threading.Thread | None = None
        self._helper_waits = False
        self._gate: threading.Lock | None = None  # opened by the helper for whoever waits for it

    def acquire(self, deadline: float) -> bool:
        """Take the lock; return False where it was not free before the deadline of the monotonic clock."""
        if not self._open():
            return True
        with self._guard:
            if not self._helper_waits:
                if self._try():
                    return True
                self._helper_waits = True
                self._wake_helper()
            gate = self._gate = _closed_gate()
        if gate.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return True
        with self._guard:
            if self._gate is gate:
                self._gate = None
                return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._locked:
            self._locked = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._locked = True
        return True

    def _wake_helper(self) -> None:
        if self._helper is None:
            self._helper = threading.Thread(target=self._wait_for_others, name="write-lock", daemon=True)
            self._helper.start()
        self._work.release()

    def _wait_for_others(self) -> None:
        while True:
            self._work.acquire()
            with suppress(OSError):  # no lock is to be had here: SQLite's own still keeps writers apart
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            with self._guard:
                self._helper_waits = False
                gate, self._gate = self._gate, None
                if gate is None:
                    fcntl.flock(self._descriptor, fcntl.LOCK_UN)
                else:
                    self._locked = True
                    gate.release()

    def _open(self) -> bool:
        """Open the file once in each process: what a fork inherits is one and the same lock."""
        if self._process != os.getpid():
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor, self._process = -1, os.getpid()
            self._guard, self._work = threading.Lock(), threading.Semaphore(0)
            self._helper, self._helper_waits, self._gate = None, False, None  # no thread comes along with a fork
        if self._descriptor < 0:
            with suppress(OSError):
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._descriptor >= 0


def _closed_gate() -> threading.Lock:
    """Return a lock that somebody else will open by releasing it."""
    gate = threading.Lock()
    gate.acquire()
    return gate
