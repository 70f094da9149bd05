"""The five faces titles are set in, and how wide they set them whatever font the reader has."""

import unicodedata
from dataclasses import dataclass

FIRST, LAST = 0x20, 0x7E  # the characters whose widths are known
FULL_WIDTH_FROM = 0x2E80  # from here on scripts fill a square
FULL_WIDTH, UNKNOWN_WIDTH = 1.0, 0.62


@dataclass(frozen=True)
class Face:
    """A typeface by its fallbacks. `advances` are widths in 1/100 em for FIRST to LAST; the rest is in em."""

    name: str
    family: str
    weight: int
    style: str
    tracking: float
    leading: float
    advances: tuple[int, ...]


def width_of(text: str, face: Face, tracking: float = 0.0) -> float:
    """The width of a line in em, accents weighing nothing."""
    return sum(_advance(character, face) + tracking for character in text)


def _advance(character: str, face: Face) -> float:
    code = ord(unicodedata.normalize("NFD", character)[0])
    if FIRST <= code <= LAST:
        return face.advances[code - FIRST] / 100
    return FULL_WIDTH if code >= FULL_WIDTH_FROM else UNKNOWN_WIDTH


def _widths(table: str) -> tuple[int, ...]:
    return tuple(int(number) for number in table.split())


SERIF = Face(
    name="serif",
    family="'Iowan Old Style','Palatino Linotype',Palatino,P052,Georgia,serif",
    weight=700,
    style="normal",
    tracking=-0.012,
    leading=1.0,
    advances=_widths("""
        25 28 40 50 50 89 83 23 33 33 44 61 25 33 25 30 50 50 50 50 50 50 50 50 50 50 25 25 61 61 61 44 75 78 67
        72 83 61 56 83 83 39 39 78 61 100 83 83 61 83 72 61 67 78 78 100 67 67 67 33 61 33 61 50 33 50 61 44 61
        50 39 56 61 33 33 61 33 89 61 56 61 61 39 44 33 61 56 83 50 56 50 31 61 31 61
    """),
)
ITALIC = Face(
    name="italic",
    family="'Iowan Old Style','Palatino Linotype',Palatino,P052,Georgia,serif",
    weight=400,
    style="italic",
    tracking=-0.01,
    leading=1.0,
    advances=_widths("""
        25 33 50 50 50 89 78 33 33 33 39 61 25 33 25 30 50 50 50 50 50 50 50 50 50 50 25 25 61 61 61 50 75 72 61
        67 78 61 56 72 78 33 33 67 56 94 78 78 61 78 67 56 61 78 72 94 72 67 67 33 61 33 61 50 33 44 46 41 50 39
        28 50 50 28 28 44 28 78 56 44 50 46 39 39 33 56 50 72 50 50 44 33 61 33 61
    """),
)
NARROW = Face(
    name="narrow",
    family="'Avenir Next Condensed','Roboto Condensed','Nimbus Sans Narrow',"
    "'Liberation Sans Narrow','Arial Narrow',sans-serif",
    weight=700,
    style="normal",
    tracking=-0.005,
    leading=0.9,
    advances=_widths("""
        23 27 39 46 46 73 59 20 27 27 32 48 23 27 23 23 46 46 46 46 46 46 46 46 46 46 27 27 48 48 48 50 80 59 59
        59 59 55 50 64 59 23 46 59 50 68 59 64 55 64 59 55 50 59 55 77 55 55 50 27 23 27 48 46 27 46 50 46 50 46
        27 50 50 23 23 46 23 73 50 50 50 50 32 46 27 50 46 64 46 46 41 32 23 32 48
    """),
)
GEO = Face(
    name="geo",
    family="Futura,'Century Gothic','URW Gothic','Avenir Next',sans-serif",
    weight=600,
    style="normal",
    tracking=-0.02,
    leading=0.98,
    advances=_widths("""
        28 28 36 56 56 86 68 22 38 38 44 60 28 42 28 46 56 56 56 56 56 56 56 56 56 56 28 28 60 60 60 56 74 74 58
        78 70 52 48 84 68 28 48 62 44 90 74 84 56 84 58 52 42 64 70 90 68 62 50 32 64 32 60 50 42 66 66 64 66 64
        28 66 60 24 26 58 24 94 60 64 66 66 32 44 30 60 56 80 56 58 46 34 60 34 60
    """),
)
DIDONE = Face(
    name="didone",
    family="'Bodoni 72','Bodoni MT',C059,'Century Schoolbook',Georgia,serif",
    weight=700,
    style="normal",
    tracking=-0.015,
    leading=0.98,
    advances=_widths("""
        29 30 33 57 57 83 85 24 39 39 50 61 28 33 28 28 57 57 57 57 57 57 57 57 57 57 28 28 61 61 61 50 75 76 78
        78 83 76 72 83 87 44 65 82 72 98 83 83 76 83 82 67 72 83 76 98 72 72 67 39 61 39 61 50 33 61 65 56 67 57
        39 61 68 37 35 67 35 96 68 61 67 65 52 50 43 68 61 89 61 61 54 39 61 39 61
    """),
)
