"""What happens on boards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThreadStarted:
    """A thread was opened; its first post calls these members by name."""

    thread_id: int
    opening_id: int
    author_id: int
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PostWritten:
    """A reply was written, calling these members by name; the parent's author is None when they have left."""

    post_id: int
    thread_id: int
    author_id: int
    parent_author_id: int | None
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PostEdited:
    """A post reads differently now, and calls these members by name."""

    post_id: int
    thread_id: int
    author_id: int
    named_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PostRemoved:
    post_id: int
    thread_id: int
    remover_id: int


@dataclass(frozen=True)
class ThreadModerated:
    """A moderator decided about a thread: it was "locked", "unlocked", "pinned" or "unpinned"."""

    thread_id: int
    author_id: int | None
    moderator_id: int
    decision: str


@dataclass(frozen=True)
class ThreadsImported:
    """These threads came from elsewhere with all that was said in them; nobody is told."""

    thread_ids: tuple[int, ...]
