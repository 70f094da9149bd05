"""Kinds of value in what people type and what files hold: days, web addresses."""

import re
from datetime import date
from urllib.parse import urlsplit

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day_in(text: str) -> date | None:
    """The day a text names, written as 2010-09-03; None when it names none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_address(text: str) -> bool:
    """Whether this is a web address, http or https."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:  # brackets that hold no address
        return False
