"""Write in the record."""

from typing import Any

from forum.kernel.db import Numbered, db
from forum.members.models import Member
from forum.modlog.models import LogEntry


def record(
    moderator: Member | None, action: str, subject: Numbered, *, title: str, reason: str = "", **details: Any
) -> LogEntry:
    """The decision stands in the public record, in the transaction of what it decided.

    `action` is a past-tense word ("approved"), `title` names the subject for readers after it is gone. The kind is
    the subject's class in lower case; a moderator of None is the house itself (an import, a rule).
    """
    entry = LogEntry(
        moderator_id=moderator.id if moderator else None,
        action=action,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        subject_title=title[:300],
        reason=reason,
        details=details or None,
    )
    db.session.add(entry)
    return entry
