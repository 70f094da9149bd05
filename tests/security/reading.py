"""How a hostile text is judged: what a browser's parser finds in the HTML it became."""

from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib

PROSE = {
    **dict.fromkeys("p br hr em strong del code pre blockquote ul li h3 h4 h5 h6 table thead tbody tr".split(), ()),
    "a": ("href", "title", "rel"),
    "ol": ("start",),
    "th": ("align",),
    "td": ("align",),
    "span": (),
    "summary": (),
    "details": ("class",),
    "label": ("class",),
    "input": ("type", "aria-label"),
    "div": ("class", "role", "aria-label", "tabindex"),
}
SCHEMES = {"", "http", "https", "mailto"}
CLASSES = {"details": "spoiler", "label": "spoiler-inline", "div": "table-scroll"}
# Said of characters, not of tags: a sign that has no place in HTML is shown as a box at worst.
OF_CHARACTERS = {"invalid-codepoint"}


def parsed(html):
    """The fragment as a browser reads it; fails where tags are not closed in order."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    faults = [code for _, code, _ in parser.errors if code not in OF_CHARACTERS]
    assert faults == [], html
    return root


def faults_of_prose(html):
    """What rendered Markdown holds that it must not."""
    found = []
    parents: dict[ET.Element, ET.Element] = {}
    for element in parsed(html).iter():
        parents |= dict.fromkeys(element, element)
        found += _faults_of(element, parents)
    return found


def hidden_text(root):
    """The words that a reader sees only after asking."""
    covers = [*root.iterfind(".//details[@class='spoiler']"), *root.iterfind(".//label[@class='spoiler-inline']/span")]
    return " ".join("".join(cover.itertext()) for cover in covers)


def shown_text(root):
    """The words that a reader sees at once."""
    if root.tag == "details" or (root.tag == "label" and root.get("class") == "spoiler-inline"):
        return root.tail or ""
    return (root.text or "") + "".join(shown_text(child) for child in root) + (root.tail or "")


def shape_of(html):
    """Every element of a whole page with its attributes' names and classes, in order; not its words, nor its prose."""
    return list(_shapes(html5lib.parse(html, namespaceHTMLElements=False)))


def _shapes(element):
    if not isinstance(element.tag, str):
        return
    yield (element.tag, element.get("class", ""), *sorted(element.attrib))
    if element.get("class") != "prose":
        for child in element:
            yield from _shapes(child)


def _faults_of(element: ET.Element, parents):
    if not isinstance(element.tag, str):
        return [f"a comment: {element.text}"]
    if element.tag == "DOCUMENT_FRAGMENT":
        return []
    allowed = PROSE.get(element.tag)
    if allowed is None:
        return [f"<{element.tag}>"]
    found = [f"<{element.tag} {name}>" for name in element.attrib if name not in allowed]
    found += [f"leads to {element.get('href')}"] * (not _leads_well(element))
    found += [f"class of <{element.tag}>"] * (element.get("class") != CLASSES.get(element.tag))
    found += [f"loose <{element.tag}>"] * (not _in_its_place(element, parents))
    return found


def _leads_well(element):
    address = "".join(letter for letter in element.get("href", "") if letter > " ")
    rel = element.get("rel", "") == "nofollow ugc noopener" if element.tag == "a" else True
    return urlsplit(address).scheme.lower() in SCHEMES and rel


def _in_its_place(element, parents):
    """Whether the parts of a spoiler, and a table and its box, stand where the house puts them."""
    inside = {"input": "label", "span": "label", "summary": "details", "table": "div"}.get(element.tag)
    checkbox = element.tag != "input" or element.get("type") == "checkbox"
    return checkbox and (inside is None or parents[element].tag == inside)
