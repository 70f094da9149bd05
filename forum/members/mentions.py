"""Members named in a text: `@name` becomes a link to the member, who may be told of it.

Names hold spaces, so the longest one that belongs to somebody is meant. Code is left as it was typed, and so are
links; words that are quoted link, but call nobody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import quote

from forum.kernel import markdown
from forum.members.models import Member
from forum.members.names import name_key
from forum.members.queries import members_named

MOST_NAMED = 20  # members a text can name; what follows stays as it was typed
MOST_LINKS = 100  # each is an element of the page
MOST_ENDS = 8  # places where a name of several words may end

_AT = re.compile(r"(?<![\w@])@([^\W_][\w .'’-]{0,59})")
_END = re.compile(r"(?<=\w)(?!\w)|(?<=\w\.)")
_PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)(?:[^>"]|"[^"]*")*+>|[^<]+|<')
_SHUT = frozenset({"a", "code", "pre"})


@dataclass(frozen=True)
class Words:
    """A text as its page shows it, and the ids of the members it calls by name."""

    html: str
    named: tuple[int, ...] = ()


@dataclass
class _Names:
    """Links the names in what Markdown was made into, before it is cleaned; notes whom they call."""

    called: dict[int, None] = field(default_factory=dict)
    links: int = 0

    def __call__(self, html: str) -> str:
        pieces = list(_pieces(html))
        runs = (at[1] for text, told in pieces if told is not None for at in _AT.finditer(text))
        spellings = [name for after in islice(runs, MOST_NAMED) for name in _readings(after)]
        known = members_named(spellings) if spellings else {}
        if not known:
            return html
        return "".join(text if told is None else self._linked(text, known, told=told) for text, told in pieces)

    def _linked(self, text: str, known: Mapping[str, Member], *, told: bool) -> str:
        def link(at: re.Match[str]) -> str:
            if self.links == MOST_LINKS:
                return at[0]
            name = next((name for name in _readings(at[1]) if name_key(name) in known), None)
            if name is None:
                return at[0]
            self.links += 1
            member = known[name_key(name)]
            if told:
                self.called[member.id] = None
            return f'<a href="{address_of(member)}">@{name}</a>{at[1][len(name) :]}'

        return _AT.sub(link, text)


def with_names(text: str) -> Words:
    """The text with the names in it linked. One query where it holds an @, none where it does not."""
    if "@" not in text:
        return Words(markdown.render(text))
    names = _Names()
    html = markdown.render(text, names)
    return Words(html, tuple(names.called))


def preview(text: str) -> str:
    """How the text would look, names and all."""
    return with_names(text).html


def names_changed(before: str, now: Words) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Whom a text calls that it did not call before, and whom it no longer calls."""
    called = with_names(before).named
    return tuple(id_ for id_ in now.named if id_ not in called), tuple(id_ for id_ in called if id_ not in now.named)


def address_of(member: Member) -> str:
    """The path of a member's page, also where no request tells which house this is."""
    return f"/members/{quote(member.name, safe='')}"


def _pieces(html: str) -> Iterator[tuple[str, bool | None]]:
    """The HTML cut at its tags: text in which names count (True), only link (False, quoted), and all else (None)."""
    shut = quoted = 0
    for piece in _PIECE.finditer(html):
        end, name = piece[1], piece[2]
        if name is None:
            yield piece[0], None if shut else not quoted
            continue
        shut += (name in _SHUT) * (-1 if end else 1)
        quoted += (name == "blockquote") * (-1 if end else 1)
        yield piece[0], None


def _readings(after: str) -> list[str]:
    """What could be the name in what follows an @, the longest first."""
    ends = [end.start() for end in _END.finditer(after)][:MOST_ENDS]
    return [after[:end] for end in reversed(ends)]
