"""Compositions of cut paper: cutouts, eye, folds, and the one that is a single letter."""

import math

from forum.movies.posters.dice import Dice
from forum.movies.posters.faces import DIDONE, GEO, ITALIC, NARROW, SERIF
from forum.movies.posters.palettes import Palette
from forum.movies.posters.scene import FOOT, FREE, INITIAL, Scene
from forum.movies.posters.shapes import MARGIN, WIDTH, Shape, disc, polygon


def cutouts(dice: Dice, colors: Palette) -> Scene:
    """Hand-cut bars hang from the top edge, one of them out of step."""
    count = dice.whole(5, 7.99)
    odd, step = dice.whole(1, count - 1.01), (WIDTH - 2 * MARGIN + 16) / count
    bars = []
    for bar in range(count):
        x, width = MARGIN - 8 + bar * step, step * dice(0.66, 0.88)
        bottom = dice(352, 384) if bar == odd else dice(180, 330)
        bars.append(_bar(dice, x, width, bottom, colors.accent if bar == odd else colors.main))
    return Scene(bars, FOOT, (NARROW, GEO))


def _bar(dice: Dice, x: float, width: float, bottom: float, fill: str) -> Shape:
    def shaky() -> float:
        return dice(-7, 7)

    corners = [
        (x + shaky(), -4.0),
        (x + width + shaky(), -4.0),
        (x + width + shaky(), bottom * 0.55),
        (x + width + shaky(), bottom + shaky()),
        (x + shaky(), bottom + shaky() * 1.6),
        (x + shaky(), bottom * 0.4),
    ]
    return polygon(corners, fill)


def eye(dice: Dice, colors: Palette) -> Scene:
    """The eye of the Polish poster school: it is the audience that is watched."""
    y, lashes = dice(196, 216), dice.whole(13, 19.99)
    shapes = [_lash(dice, y, math.radians(200 + 140 * lash / (lashes - 1)), colors.ink) for lash in range(lashes)]
    lens = f"M34 {y:.1f}Q200 {y - 168:.1f} 366 {y:.1f}Q200 {y + 168:.1f} 34 {y:.1f}z"
    iris = dice(62, 74)
    shapes += [
        Shape(lens, colors.shade if colors.shade != colors.ground else colors.ink),
        disc(200, y, iris, colors.main, within=lens),
        disc(200, y, iris * 0.62, colors.accent, within=lens),
        disc(200, y, iris * 0.34, colors.ink if colors.ink != colors.accent else colors.ground),
        disc(200 + iris * 0.3, y - iris * 0.3, 8, colors.ground),
    ]
    return Scene(shapes, FREE, (DIDONE, ITALIC, NARROW))


def _lash(dice: Dice, y: float, angle: float, ink: str) -> Shape:
    root_x, root_y = 200 + 150 * math.cos(angle), y + 84 + 150 * math.sin(angle)
    length = dice(34, 62)
    tip = f"{root_x + length * math.cos(angle):.1f} {root_y + length * math.sin(angle):.1f}"
    return Shape(f"M{root_x:.1f} {root_y:.1f}L{tip}", stroke=ink, stroke_width=6)


def folds(dice: Dice, colors: Palette) -> Scene:
    """Paper folded into a fan, one face catching light."""
    count = dice.whole(6, 9.99)
    leftward = dice() < 0.5
    x, y, side = (WIDTH - MARGIN if leftward else MARGIN), 398, (-1 if leftward else 1)
    faces = []
    for face in range(count):
        corners: list[tuple[float, float]] = [(x, y)]
        for edge, reach in enumerate((352, 300) if face % 2 else (300, 352)):
            angle = math.pi / 2 * (face + edge) / count
            corners.append((x + side * reach * math.cos(angle), y - reach * math.sin(angle)))
        faces.append(polygon(corners, colors.accent if face == count // 2 else (colors.main, colors.shade)[face % 2]))
    return Scene(faces, FOOT, (SERIF, GEO, NARROW))


def initial(_dice: Dice, _colors: Palette) -> Scene:
    """One enormous letter, cropped by the frame; the lettering draws it."""
    return Scene([], INITIAL, (DIDONE, SERIF, GEO))
