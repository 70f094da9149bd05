"""How much the server takes on at once, and how long it waits for whom: all in one place."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ServerLimits:
    """Ceilings of one server process. Times are in seconds, sizes in bytes."""

    # Connections held at once; the kernel's queue holds the next ones.
    connections: int = 4096
    queue: int = 1024
    # A connection that sends no whole head of a request in this time is closed: a slow one, and one that sends nothing.
    head_seconds: float = 10.0
    head_bytes: int = 64 * 1024
    # A client that takes nothing of its answer for so long is not waited for.
    unread_seconds: float = 30.0
    # A sender of a body may pause for so long at the most, and has to send so much a second beyond that.
    body_pause_seconds: float = 10.0
    body_bytes_per_second: int = 1000
    # Bodies that are being received or wait for a thread. One client may use up a fourth of each.
    bodies: int = 1024
    bytes_of_bodies: int = 64 * MEGABYTE
    # Requests that wait for a thread, of those that read and of those that write. One client may be half of them.
    waiting_requests: int = 128
    # A process is stuck when all threads of a kind are taken and none has finished for so long, or one never does.
    stuck_seconds: float = 30.0
    longest_call_seconds: float = 300.0
    # A process that sent no heartbeat for so long is replaced; until its first one it has longer.
    silence_seconds: float = 30.0
    start_seconds: float = 120.0


DEFAULTS = ServerLimits()
