"""Where in a movie something is said: 01:02:03, or 62:03 for those who count in minutes."""

import re

from forum.kernel.errors import Invalid

UNREADABLE = "Write the timecode as hours:minutes:seconds, such as 01:02:03."
_SHAPE = re.compile(r"(?:([0-9]{1,3}):([0-5]?[0-9])|([0-9]{1,3})):([0-5][0-9])")


def timecode(seconds: int | None) -> str | None:
    """Seconds as hours, minutes, seconds: 01:02:03; None stays None."""
    if seconds is None:
        return None
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}"


def seconds_in(text: str) -> int:
    """The seconds a timecode names (hh:mm:ss or mm:ss); raises Invalid with how to write it."""
    read = _SHAPE.fullmatch(text.strip())
    if read is None:
        raise Invalid(UNREADABLE)
    hours, minutes, only_minutes, seconds = (int(part or 0) for part in read.groups())
    return (hours * 60 + minutes + only_minutes) * 60 + seconds


def is_within(seconds: int, runtime_minutes: int | None) -> bool:
    """Whether a movie of this length is still running then; the runtime is rounded, so its last minute counts whole."""
    return runtime_minutes is None or seconds < (runtime_minutes + 1) * 60
