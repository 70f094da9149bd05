"""One line for everybody on this machine who wants to write to a SQLite file, each woken by the one before."""

import fcntl
import os
import threading
from contextlib import suppress


class Line:
    """Who stands at its head writes; whoever comes later waits, in this process and in all others.

    SQLite itself knows no line: who finds the place taken looks again now and then, ever more rarely, while others who
    come later may find it free. The kernel's file locks wake who waits. They know no patience, so only one thread of a
    process waits there, and the others wait for that one no longer than they like.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._mine = threading.Lock()
        self._owner, self._file = 0, -1

    def stand(self, patience: float) -> bool:
        """Wait until it is this thread's turn; False when that took longer than so many seconds."""
        if not self._mine.acquire(timeout=patience):
            return False
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_EX)
        except BaseException:
            self._mine.release()
            raise
        return True

    def leave(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._mine.release()

    def _opened(self) -> int:
        """The lock's file, opened by each process for itself: what a fork inherits is one and the same lock."""
        if self._owner != os.getpid():
            with suppress(OSError):
                os.close(self._file)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._owner = os.getpid()
        return self._file
