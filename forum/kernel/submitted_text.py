"""What a refused form gives back: the text that was typed, without secrets, and never more than a page can hold."""

import re
from dataclasses import dataclass

from flask import request
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from forum.kernel.once import get_sent_key

# The longest text that a field of any form takes, in characters; tests compare it with every form.
LONGEST_TEXT = 200_000
# Fields that a form sends and nobody types: they are given back, and not shown.
UNSEEN_FIELDS = frozenset({"edition", "next", "parent", "version"})
# For everything but the longest text, in bytes of the page; so there are never more than about 200 fields.
MAX_SHOWN_BYTES = 64 * 1024
BYTES_PER_FIELD = 300  # of the HTML around each

_PASSWORD = re.compile(r"pass(word|wd|phrase)|pwd|^again$", re.IGNORECASE)
_HIDDEN = re.compile(r"secret|token|(^|-)once$", re.IGNORECASE)


@dataclass(frozen=True)
class SubmittedText:
    """The fields to show as (name, value), whether these are all, whether a password was sent along, and the key."""

    fields: tuple[tuple[str, str], ...] = ()
    is_complete: bool = True
    has_password: bool = False
    key: str = ""

    @property
    def may_be_sent_again(self) -> bool:
        """Whether a form made of these fields says the same as the one that was sent."""
        return self.is_complete and not self.has_password


NOTHING = SubmittedText()


def get_submitted_text() -> SubmittedText:
    """Return what was typed into the form of this request.

    The longest text is kept whole, the others as far as they fit into MAX_SHOWN_BYTES; nothing is cut in two.
    """
    if request.method != "POST" or not _is_readable():
        return NOTHING
    sent = [(name, value) for name, value in request.form.items(multi=True) if value]
    typed = [(name, value) for name, value in sent if not _PASSWORD.search(name) and not _HIDDEN.search(name)]
    shown = _fitting(typed)
    return SubmittedText(
        fields=tuple(shown),
        is_complete=len(shown) == len(typed),
        has_password=any(_PASSWORD.search(name) for name, _ in sent),
        key=get_sent_key(),
    )


def _fitting(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    lengths = [len(value) if len(value) <= LONGEST_TEXT else 0 for _, value in typed]
    longest = lengths.index(max(lengths)) if any(lengths) else -1
    shown, room = [], MAX_SHOWN_BYTES
    for number, (name, value) in enumerate(typed):
        if number != longest:
            size = _size_of(name, value)
            if size > room:
                continue
            room -= size
        shown.append((name, value))
    return shown


def _size_of(name: str, value: str) -> int:
    """Return how many bytes of the page a field takes; a value beyond all room is not looked at."""
    if len(value) > MAX_SHOWN_BYTES:
        return len(value)
    return BYTES_PER_FIELD + 2 * len(escape(name).encode()) + len(escape(value).encode())


def _is_readable() -> bool:
    try:
        return bool(request.form)
    except (HTTPException, ValueError):  # larger than we take, cut off, or no form
        return False
