"""Quotes with readable defaults, made the way the house makes them."""

from itertools import count
from typing import Any

from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes import actions
from forum.quotes.models import LineFacts, Quote, Wording
from tests import make

_n = count(1)


def wording(*lines: str | tuple[str, str], **facts: Any) -> Wording:
    """Words of a quote; a line alone is said by nobody in particular."""
    said = lines or (("Mother", f"The train leaves at {next(_n)}."),)
    rows = (line if isinstance(line, tuple) else ("", line) for line in said)
    return Wording(tuple(LineFacts(*row) for row in rows), **facts)


def quote(
    *lines: str | tuple[str, str], movie: Movie | None = None, author: Member | None = None, **facts: Any
) -> Quote:
    """A quote that waits in the queue."""
    sent = actions.submit_quote(author or make.member(), movie or make.movie(), wording(*lines, **facts))
    db.session.commit()
    return sent


def approved(*lines: str | tuple[str, str], by: Member | None = None, **facts: Any) -> Quote:
    """A quote on its movie's page."""
    sent = quote(*lines, **facts)
    actions.approve_quote(by or make.moderator(), sent, version=sent.version)
    db.session.commit()
    return sent


def rejected(*lines: str | tuple[str, str], by: Member | None = None, reason: str = "Too long", **facts: Any) -> Quote:
    """A quote that was rejected."""
    sent = quote(*lines, **facts)
    actions.reject_quote(by or make.moderator(), sent, version=sent.version, reason=reason)
    db.session.commit()
    return sent


def sent_form(*lines: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """What a browser sends for a quote's form with these rows of character and words."""
    rows = {
        f"lines-{n}-{name}": value
        for n, line in enumerate(lines)
        for name, value in zip(("character", "text"), line, strict=True)
    }
    return rows | {"timecode": ""} | fields
