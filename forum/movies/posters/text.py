"""Text as a poster can hold it: nothing XML forbids, nothing that runs out of the frame."""

import unicodedata

from forum.movies.posters.faces import Face, width_of

# Control characters, lone surrogates, private and unassigned code points: not text, and partly not XML.
NOT_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})
NAMELESS = "Untitled"


def plain(text: str) -> str:
    """The text without what cannot be drawn, its words one space apart."""
    return " ".join("".join(" " if unicodedata.category(char) in NOT_TEXT else char for char in text).split())


def title_of(title: str) -> str:
    """A title that has at least one word."""
    return plain(title) or NAMELESS


def shortened(text: str, face: Face, room: float) -> str:
    """As many whole words as fit into so many em, and an ellipsis for the rest."""
    if width_of(text, face) <= room:
        return text
    while text and width_of(text + "…", face) > room:
        text = text.rsplit(" ", 1)[0] if " " in text else text[:-1]
    return text + "…"
