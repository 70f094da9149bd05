"""Members' Markdown: rendered by comrak, cleaned by nh3, with spoilers that stay shut until asked.

cmarkgfm is the way back should comrak rest: only `_to_html` would change, and spoilers would need a pass of ours.
"""

import html
import re
import sys
from collections.abc import Callable

import comrak
import nh3

from forum.kernel.text import scrubbed

TAGS = set(
    "p br hr em strong del code pre blockquote ul ol li a h3 h4 h5 h6 table thead tbody tr th td "
    "details summary label input span div".split()
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
# A checkbox is part of an inline spoiler and of nothing else: it has no name, so no form ever sends it.
ASK = "Show the spoiler"
CHECKBOX = {"input": {"type": {"checkbox"}, "aria-label": {ASK}}}
# A wide table scrolls in a box of its own, which keyboards reach because it takes the focus.
SCROLLING = {"div": {"role": {"group"}, "aria-label": {"Table"}, "tabindex": {"0"}}}
SCROLL_BOX = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'
OPENS_HIDDEN = '<details class="spoiler"><summary>Spoiler</summary>'
CLASSES = {"label": {"spoiler-inline"}, "details": {"spoiler"}, "div": {"table-scroll"}}
LINK_REL = "nofollow ugc noopener"
SPOILER_ACROSS_PARAGRAPHS = (
    "A ||spoiler|| between bars must stay inside one paragraph, with no spaces just inside the bars and with a link at "
    "its end in <angle brackets>. For a longer one, put :::spoiler on a line before it and ::: on a line after it. "
    "To show bars themselves, write \\|\\|."
)
BLOCK_SHOWN = (
    "This ::: would be shown, and the words after it too. Put an empty line before it and nothing else in front of it. "
    "To show colons, write \\:::."
)
OPEN_SPOILER = "A :::spoiler needs a line with ::: after it, else the rest of the text would be hidden."
TOO_MUCH = (
    "This text has more lists, links, table cells or other formatting than a page can show. "
    "Use fewer of them, or split the text in two."
)
# A list of 580 film titles, 20,000 characters in all, has 1,850 elements; prose of nothing but links is 2.2 times as
# long as it was typed, a list of bare addresses 4 times. Fifty posts of 2,000 elements are a page that browsers show.
MOST_ELEMENTS = 2_000
LENGTH_FACTOR, LENGTH_CONSTANT = 4, 4_000  # characters of HTML: for each character typed, and for short texts
MOST_PLAIN_PARAGRAPHS = 100
# An empty table of a thousand columns turns 20 kB into 80 MB; what is larger than this is shown as it was typed.
MOST_CELLS = 20_000
MOST_BLOCK_MARKS = 500  # each open block costs every line after it; beyond, find_fault finds the marks shown
DEEPEST = 30  # of quotes and of hidden blocks: each level costs every level above it

_QUOTE_MARKS = re.compile(rf"((?:>[ \t]?){{{DEEPEST}}})(?:>[ \t]?)+")
_ESCAPED = re.compile(r"\\([\\|:])")
_CODE = re.compile(r"<(pre|code)\b[^>]*>.*?</\1>", re.S)
_INDENTED_CODE = re.compile(r'<pre data-sourcepos="(\d+):[^"]*"[^>]*><code>(.*?)</code>', re.S)
_DIRECTIVE = re.compile(r'<div [^>]*data-sourcepos="(\d+):\d+-(\d+):\d+"')
_BLOCK_MARK = re.compile(r"^[^\S\n]*:::", re.M)  # within a line: a thousand empty lines are not read a million times
_CLOSED = re.compile(r"[\s>]*:{3,}\s*$")
_FENCED = re.compile(r".*(```|~~~)")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*+)>')
_PIECE = re.compile(rf"{_TAG.pattern}|([^<]+)")
_WITHIN_WORDS = frozenset({"a", "em", "strong", "del", "code", "span", "label"})
_HIDING = frozenset({"label", "details"})
_HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
_IMAGE = re.compile(r' src="([^"]*)"')


def _extensions(text: str) -> comrak.ExtensionOptions:
    """What is read beyond plain Markdown; of tables and blocks, only as much as a person would write."""
    columns = max(line.count("|") for line in text.split("\n")) + 1
    options = comrak.ExtensionOptions()
    options.autolink = options.strikethrough = options.spoiler = True
    options.table = columns * (text.count("\n") + 1) <= MOST_CELLS
    options.block_directive = text.count(":::") <= MOST_BLOCK_MARKS
    return options


def _rendering(*, positions: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.escape = True  # typed HTML is shown as typed, not swallowed
    options.hardbreaks = True  # members expect their line breaks to stay
    options.sourcepos = positions
    return options


_PLAIN, _WITH_POSITIONS = _rendering(positions=False), _rendering(positions=True)


def render(text: str, amend: Callable[[str], str] | None = None) -> str:
    """Return safe HTML for a member's Markdown. What `amend` makes of it, say by linking names, is cleaned too.

    Never more than a page can show: what `amend` adds beyond that is left out, and a text that is too much by itself,
    which `find_fault` refuses, becomes plain paragraphs, of at most five characters for each one typed.
    """
    drawn = _TAG.sub(_Marks(), _to_html(text))
    if amend and not _is_too_much(amended := _clean(amend(drawn)), text):
        return amended
    rendered = _clean(drawn)
    return _plain_paragraphs(text) if _is_too_much(rendered, text) else rendered


def find_fault(text: str) -> str | None:
    """Return why a text cannot be saved, in words for its author: too much formatting, or a spoiler that would show.

    None when all is well. Asked of what comrak made of the text: only it knows which bars hide and which are shown.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_too_much(_clean(_TAG.sub(_Marks(), _to_html(text))), text):
        return TOO_MUCH
    text = _ESCAPED.sub(_not_a_bar, text)
    drawn, lines = _to_html(text, _WITH_POSITIONS), [*text.split("\n"), ""]
    code = [code for line, code in _INDENTED_CODE.findall(drawn) if not _is_fenced(lines, int(line))]
    shown = "\n".join([_TAG.sub("", _CODE.sub("", drawn)), *code])
    if "||" in shown:
        return SPOILER_ACROSS_PARAGRAPHS
    if _BLOCK_MARK.search(shown):
        return BLOCK_SHOWN
    if any(not _is_closed(lines, int(first), int(last)) for first, last in _DIRECTIVE.findall(drawn)):
        return OPEN_SPOILER
    return None


def count_elements(rendered: str) -> int:
    """Return how many elements rendered Markdown has; a bare < in an address counts as one."""
    return rendered.count("<") - rendered.count("</")


def excerpt(rendered: str, longest: int = 240) -> str:
    """The first words of rendered Markdown as plain text, spoilers left out, cut at a word."""
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_shown_text(rendered, 2 * longest).split()))
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def shown_text(rendered: str) -> str:
    """All of rendered Markdown that can be read without opening a spoiler, as plain text in one line."""
    return " ".join(_shown_text(rendered, sys.maxsize).split())


def _to_html(text: str, rendering: comrak.RenderOptions = _PLAIN) -> str:
    text = _QUOTE_MARKS.sub(r"\1", text)
    return scrubbed(comrak.render_markdown(text, _extensions(text), None, rendering))


def _clean(dirty: str) -> str:
    """The last word on every tag: nothing is written into the HTML after this."""
    return nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=CHECKBOX | SCROLLING,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
        allowed_classes=CLASSES,
    )


def _is_too_much(rendered: str, typed: str) -> bool:
    too_long = len(rendered) > LENGTH_FACTOR * len(typed) + LENGTH_CONSTANT
    return too_long or count_elements(rendered) > MOST_ELEMENTS


def _plain_paragraphs(text: str) -> str:
    """Return the text without formatting; all of it hidden where marks say that some of it should be."""
    pieces = text.split("\n\n", MOST_PLAIN_PARAGRAPHS - 1)
    shown = "".join(f"<p>{html.escape(scrubbed(piece), quote=False)}</p>\n" for piece in pieces)
    if "||" in text or ":::" in text:
        shown = f"{OPENS_HIDDEN}{shown}</details>"
    return _clean(shown)


def _not_a_bar(escaped: re.Match[str]) -> str:
    """An escaped bar is meant to be shown. Another escaped mark stands for it, so that its neighbors are read alike."""
    return escaped[0] if escaped[1] == "\\" else "\\!"


def _is_fenced(lines: list[str], first: int) -> bool:
    """Whether the code that begins on this line was fenced on purpose, not indented by chance."""
    return _FENCED.match(lines[first - 1]) is not None


def _is_closed(lines: list[str], first: int, last: int) -> bool:
    """Whether the block that begins on one line ends with a mark of its own on another."""
    return last > first and _CLOSED.match(lines[last - 1]) is not None


class _Marks:
    """Comrak's tags as the house writes them; asked for each tag of one text, in order.

    Headings of a post stand below those of its page. Spoilers open by a control: `div` comes from a ::: block whatever
    its name (a slip in the word must not show what was to be hidden), `span` from bars. A picture becomes a link, so
    that reading a page asks nothing of another house; its description stays out, for bars in it would hide nothing.
    """

    def __init__(self) -> None:
        self._bars_deep = self._blocks_deep = 0

    def __call__(self, tag: re.Match[str]) -> str:
        end, name, attributes = tag.groups()
        if name == "span":
            return self._bars(end)
        if name == "div":
            return self._block(end)
        if name == "table":
            return "</table></div>" if end else f"{SCROLL_BOX}<table>"
        if name == "img":
            return _link_to_image(attributes)
        if name[0] == "h" and name[1:].isdigit():
            return f"<{end}h{min(int(name[1:]) + 2, 6)}>"
        return tag.group().replace(' href=""', "")  # what is left of an address of a forbidden kind

    def _bars(self, end: str) -> str:
        """Bars within bars open with the outer ones: a control inside a control would answer for both."""
        self._bars_deep += -1 if end else 1
        if self._bars_deep != (0 if end else 1):
            return ""
        opening = f'<label class="spoiler-inline"><input type="checkbox" aria-label="{ASK}"><span>'
        return "</span></label>" if end else opening

    def _block(self, end: str) -> str:
        """Beyond a depth that nobody reads, blocks open with those around them."""
        self._blocks_deep += -1 if end else 1
        if self._blocks_deep >= DEEPEST + (0 if end else 1):
            return ""
        return "</details>" if end else OPENS_HIDDEN


def _link_to_image(attributes: str) -> str:
    found = _IMAGE.search(attributes)
    address = found[1] if found else ""
    return f'<a href="{address}">{address}</a>' if address else "[image]"


def _shown_text(rendered: str, enough: int) -> str:
    """At least the first `enough` characters that are not hidden, if there are as many; blocks apart by a space."""
    pieces, length, hidden = [], 0, 0
    for end, name, _attributes, text in _PIECE.findall(rendered):
        if name in _HIDING:
            hidden += -1 if end else 1
        elif text and not hidden:
            words = html.unescape(text)
            pieces.append(words)
            length += len(" ".join(words.split()))
        elif name and name not in _WITHIN_WORDS:
            ended = end and name in _HEADINGS and pieces and pieces[-1][-1:].isalnum()
            pieces.append(". " if ended else " ")
        if length > enough:
            break
    return "".join(pieces)
