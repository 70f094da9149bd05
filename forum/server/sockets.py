"""Settings of the listening sockets that Granian does not offer."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

DESCRIPTORS = Path("/proc/self/fd")


def limit_unread_answers(seconds: float) -> bool:
    """Close connections whose client takes nothing of its answer for so long. Return False where nothing listens yet.

    Accepted connections inherit the limit from the sockets this process listens on, which Granian makes by itself.
    """
    found = False
    for listener in _listening_sockets():
        found = True
        with suppress(OSError):  # a Unix socket knows no such limit
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
        listener.close()
    return found


def _listening_sockets() -> Iterator[socket.socket]:
    """Give duplicates of this process's listening sockets."""
    for entry in DESCRIPTORS.iterdir() if DESCRIPTORS.is_dir() else ():
        with suppress(OSError):  # no socket, or closed meanwhile
            found = socket.socket(fileno=os.dup(int(entry.name)))
            if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield found
            else:
                found.close()
