"""Members' Markdown: rendered by comrak, cleaned by nh3, with spoilers that stay shut until asked.

cmarkgfm is the way back should comrak rest: only `_to_html` would change, and spoilers would need a pass of ours.
"""

import html
import re

import comrak
import nh3

TAGS = set(
    "p br hr em strong del code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td span div".split()
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
LINK_REL = "nofollow ugc noopener"
SPOILER_ACROSS_PARAGRAPHS = (
    "A ||spoiler|| between bars must stay inside one paragraph. "
    "For a longer one, put :::spoiler on a line before it and ::: on a line after it."
)
OPEN_SPOILER = "A :::spoiler needs a line with ::: after it, else the rest of the text would be hidden."

_FENCE = re.compile(r"^(?:```.*?^```|~~~.*?^~~~)", re.M | re.S)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
_BARS = re.compile(r"(?<!\\)\|\|")
_DIRECTIVE = re.compile(r"^ {0,3}(:{3,})[ \t]*(\S*)", re.M)
_TAG = re.compile(r"<[^>]+>")
_HIDDEN = re.compile(
    r'<label class="spoiler-inline">(?:(?!<label).)*?</label>|<details class="spoiler">(?:(?!<details).)*?</details>',
    re.S,
)

_extensions = comrak.ExtensionOptions()
_extensions.autolink = _extensions.strikethrough = _extensions.table = True
_extensions.spoiler = _extensions.block_directive = True
_rendering = comrak.RenderOptions()
_rendering.escape = True  # typed HTML is shown as typed, not swallowed
_rendering.hardbreaks = True  # members expect their line breaks to stay

# Only what nh3 let through is rewritten: `span` and `div` are kept for spoilers alone, so their ends are theirs.
# Headings of a post stand below those of the page.
_SHUT = {
    "<span": '<label class="spoiler-inline"><input type="checkbox" aria-label="Show the spoiler"><span>',
    "</span": "</span></label>",
    "<div": '<details class="spoiler"><summary>Spoiler</summary>',
    "</div": "</details>",
}
_REWRITTEN = re.compile(r"(</?)(span|div|h(?=[1-6]))([1-6]?)( [^>]*)?>")


def render(text: str) -> str:
    """Safe HTML for a member's Markdown; the same text always gives the same HTML."""
    return _with_spoilers(_clean(_to_html(text)))


def fault_in(text: str) -> str | None:
    """What is wrong with the spoilers of a text, in words for its author; None when they all hide."""
    plain = _CODE.sub("", _FENCE.sub("", text))
    if any(len(_BARS.findall(part)) % 2 for part in re.split(r"\n[ \t]*\n", plain) if not _is_table(part)):
        return SPOILER_ACROSS_PARAGRAPHS
    if sum(1 if kind == "spoiler" else -1 for _, kind in _DIRECTIVE.findall(plain) if kind in ("spoiler", "")) > 0:
        return OPEN_SPOILER
    return None


def excerpt(rendered: str, longest: int = 240) -> str:
    """The first words of rendered Markdown as plain text, spoilers left out, cut at a word."""
    text = html.unescape(_TAG.sub(" ", _without_spoilers(rendered)))
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def _to_html(text: str) -> str:
    return comrak.render_markdown(text, _extensions, None, _rendering)


def _clean(dirty: str) -> str:
    return nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
        allowed_classes={"span": {"spoiler"}, "div": {"spoiler"}},
    )


def _with_spoilers(clean: str) -> str:
    return _REWRITTEN.sub(_rewritten, clean)


def _rewritten(tag: re.Match[str]) -> str:
    edge, name, level, _ = tag.groups()
    return f"{edge}h{min(int(level) + 2, 6)}>" if name == "h" and level else _SHUT[edge + name]


def _without_spoilers(rendered: str) -> str:
    """Cut hidden parts; nested ones need as many passes as they are deep."""
    before = ""
    while before != rendered:
        before, rendered = rendered, _HIDDEN.sub(" ", rendered)
    return rendered


def _is_table(part: str) -> bool:
    return re.search(r"^[ \t]*\|?[ \t:]*-+[-| \t:]*$", part, re.M) is not None
