"""Fill the index in the background, piece by piece, so that nobody waits for it."""

from datetime import timedelta

from forum.kernel.jobs import enqueue, handles
from forum.search.actions import index_next
from forum.search.models import Kind

PAUSE = timedelta(seconds=0.2)  # between two pieces, in which others write


@handles("reindex_search")
def reindex_search(among: str = Kind.MOVIE.value, after: int = 0) -> None:
    """The next piece of the index is as it should be, and the one behind it is asked for."""
    last = index_next(Kind(among), after)
    if last is not None:
        enqueue("reindex_search", delay=PAUSE, among=among, after=last)
        return
    kinds = list(Kind)
    behind = kinds[kinds.index(Kind(among)) + 1 :]
    if behind:
        enqueue("reindex_search", among=behind[0].value)
