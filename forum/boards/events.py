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
    """A post reads differently now. It calls some members by name whom it did not call, and others no longer."""

    post_id: int
    thread_id: int
    author_id: int
    named_ids: tuple[int, ...] = ()
    unnamed_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PostRemoved:
    """A post was taken away, by its author or a moderator; it calls these members no longer."""

    post_id: int
    thread_id: int
    remover_id: int
    unnamed_ids: tuple[int, ...] = ()


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
