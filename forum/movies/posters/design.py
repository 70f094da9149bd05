"""How shapes and lettering meet in one poster: who stands where, in which face, over which ground."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.movies.posters.compositions import choose
from forum.movies.posters.dice import Dice
from forum.movies.posters.faces import DIDONE, GEO, ITALIC, NARROW, Face, width_of
from forum.movies.posters.lettering import Lettering, fit
from forum.movies.posters.palettes import Palette
from forum.movies.posters.scene import FOOT, FREE, INITIAL, ON_INK
from forum.movies.posters.shapes import MARGIN, WIDTH, Shape, disc

FOOT_OF_TITLE = 546
ARTICLES = frozenset({"the", "a", "an", "la", "le", "il", "el", "der", "die", "das"})
SHORT_TITLE = 22  # below this many characters capitals of the wide face still fit


@dataclass(frozen=True)
class Line:
    """One line of type: where it stands and how wide it is pinned, so that no font can push it out of the frame."""

    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Letter:
    """A letter as large as a picture."""

    text: str
    size: float
    y: float
    fill: str


@dataclass(frozen=True)
class Poster:
    """Everything that is drawn."""

    palette: Palette
    shapes: list[Shape]
    above: bool
    letter: Letter | None
    face: Face
    lines: list[Line]
    size: float
    ink: str
    centered: bool


def design(title: str, year: int, genres: Sequence[str]) -> Poster:
    """The one poster of a movie."""
    dice = Dice(title, year)
    composition, palette = choose(dice, genres)
    dice()  # every poster was hung with this throw unused
    scene = composition(dice, palette)
    face = dice.pick(scene.faces)
    shown = title.upper() if _in_capitals(dice, face, title) else title
    above = scene.room is FREE and dice() < 0.42
    room = scene.room
    lettering = fit(shown, face, WIDTH - 2 * MARGIN, room.height, room.largest)
    shapes, letter = _initial(dice, palette, face, title) if room is INITIAL else (scene.shapes, None)
    centered = room in (FREE, FOOT) and face in (DIDONE, ITALIC) and dice() < 0.55
    lines = _placed(lettering, face, above=above, centered=centered)
    ink = palette.ground if room is ON_INK else palette.ink
    return Poster(palette, shapes, above, letter, face, lines, round(lettering.size, 1), ink, centered)


def _in_capitals(dice: Dice, face: Face, title: str) -> bool:
    return face is NARROW or (face is GEO and len(title) < SHORT_TITLE and dice() < 0.6)


def _initial(dice: Dice, palette: Palette, face: Face, title: str) -> tuple[list[Shape], Letter]:
    words = [word for word in title.split() if word.casefold() not in ARTICLES]
    text = (words or [title])[0][0].upper()
    behind = disc(dice(110, 290), dice(150, 250), dice(120, 160), palette.main)
    fill = palette.ink if dice() < 0.5 else palette.accent
    size = min(560, 356 / max(0.3, width_of(text, face)))
    return [behind], Letter(text, size, 226 + size * 0.35, fill)


def _placed(lettering: Lettering, face: Face, *, above: bool, centered: bool) -> list[Line]:
    size, leading = lettering.size, lettering.size * face.leading
    x = WIDTH / 2 if centered else MARGIN - size * 0.03
    below = FOOT_OF_TITLE - (len(lettering.lines) - 1) * leading - size * 0.2
    first = MARGIN + 2 + size * 0.74 if above else below
    return [_pinned(text, x, first + number * leading, size, face) for number, text in enumerate(lettering.lines)]


def _pinned(text: str, x: float, y: float, size: float, face: Face) -> Line:
    return Line(text, round(x, 1), round(y, 1), round(width_of(text, face, face.tracking) * size, 1))
