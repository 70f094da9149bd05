"""What happens on boards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThreadStarted:
    thread_id: int
    opening_id: int
    author_id: int


@dataclass(frozen=True)
class PostWritten:
    """A reply was written; the parent's author is None when they have left."""

    post_id: int
    thread_id: int
    author_id: int
    parent_author_id: int | None


@dataclass(frozen=True)
class PostEdited:
    post_id: int
    thread_id: int


@dataclass(frozen=True)
class PostRemoved:
    post_id: int
    thread_id: int
    remover_id: int


@dataclass(frozen=True)
class ThreadsImported:
    """These threads came from elsewhere with all that was said in them; nobody is told."""

    thread_ids: tuple[int, ...]
