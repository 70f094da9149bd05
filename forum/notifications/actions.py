"""Tell a member something."""

from forum.kernel.db import add_once, now
from forum.notifications.models import LONGEST_WORDS, Notification


def tell(member_id: int | None, kind: str, subject_kind: str, subject_id: int, words: str) -> None:
    """The member is told this about that thing: once, however often it is said. Nobody is told nothing."""
    if member_id is None:
        return
    add_once(
        Notification,
        member_id=member_id,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        words=words[:LONGEST_WORDS],
        created_at=now(),
    )
