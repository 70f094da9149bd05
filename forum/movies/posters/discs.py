"""Compositions of discs and parts of discs: eclipse, dialogue, rings, petals, phases, tiles."""

import math

from forum.movies.posters.dice import Dice
from forum.movies.posters.faces import DIDONE, GEO, ITALIC, NARROW, SERIF
from forum.movies.posters.palettes import Palette
from forum.movies.posters.scene import FREE, Scene
from forum.movies.posters.shapes import MARGIN, WIDTH, Shape, disc, disc_path, half_disc, rectangle

GRID = 4
CELL = (WIDTH - 2 * MARGIN) / GRID
CENTER_X, CENTER_Y = 200, 206


def eclipse(dice: Dice, colors: Palette) -> Scene:
    """Two discs meet; where they overlap a third color appears."""
    large, small = dice(128, 150), dice(84, 118)
    side = dice.pick((-1, 1))
    x1, y1 = 200 - side * dice(28, 52), dice(182, 204)
    x2, y2 = 200 + side * dice(62, 92), y1 + dice(30, 92)
    overlap = disc(x2, y2, small, colors.shade, within=disc_path(x1, y1, large))
    shapes = [disc(x1, y1, large, colors.main), disc(x2, y2, small, colors.accent), overlap]
    return Scene(shapes, FREE, (GEO, SERIF, DIDONE))


def dialogue(dice: Dice, colors: Palette) -> Scene:
    """Two half-faces, leaning in."""
    left_y, right_y = dice(180, 206), dice(226, 258)
    left, right = dice(118, 140), dice(104, 128)
    gap = dice(3, 8)
    shapes = [
        half_disc(200 - gap, left_y, left, colors.main, -90),
        half_disc(200 + gap, right_y, right, colors.accent, 90),
        disc(200 - gap - left * 0.36, left_y - left * 0.34, 15, colors.ground),
        disc(200 + gap + right * 0.36, right_y - right * 0.34, 15, colors.ground),
        rectangle(200 - gap - left * 0.5, left_y + left * 0.34, left * 0.5, 9, colors.ground),
        rectangle(200 + gap, right_y + right * 0.34, right * 0.5, 9, colors.ground),
    ]
    return Scene(shapes, FREE, (ITALIC, SERIF, GEO))


def rings(dice: Dice, colors: Palette) -> Scene:
    """A record of rings, cut in half and slipped."""
    count = dice.whole(4, 7.99)
    slip = (dice(0.5, 1.01) // 0.5) * 166 / count * dice.pick((-1, 1))
    turn = dice.pick((0, 45, 90, 135))
    left, right = dice.pick(_ring_colors(colors))
    dx, dy = math.sin(math.radians(turn)) * slip / 2, math.cos(math.radians(turn)) * slip / 2
    shapes = []
    for ring in range(count):
        radius = 158 * (count - ring) / count
        shapes.append(half_disc(CENTER_X - dx, CENTER_Y - dy, radius, left[ring], -90 - turn))
        shapes.append(half_disc(CENTER_X + dx, CENTER_Y + dy, radius, right[ring], 90 - turn))
    return Scene(shapes, FREE, (GEO, NARROW))


def _ring_colors(colors: Palette) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    ground, ink, main, accent, shade, _ = colors
    many = (main, ground, accent, ground, shade, ground, main), (accent, ground, main, ground, ink, ground, accent)
    return [
        many,
        ((main, ground) * 4, (ink, ground) * 4),
        ((main, accent, shade, ink) * 2, (shade, main, ink, accent) * 2),
    ]


def petals(dice: Dice, colors: Palette) -> Scene:
    """Leaves turn about a center; one has fallen."""
    count = dice.whole(6, 11.99)
    fallen, reach, fat = dice.whole(0, count), dice(146, 164), dice(0.5, 0.9)
    spread = math.pi / count * fat * 1.55
    shapes = []
    for leaf in range(count):
        fill = colors.accent if leaf == fallen else (colors.main, colors.main, colors.shade)[leaf % 3]
        shapes.append(_leaf(2 * math.pi * leaf / count + 0.2, reach, spread, fill))
    shapes.append(disc(CENTER_X, CENTER_Y, 20, colors.ink))
    return Scene(shapes, FREE, (ITALIC, GEO, DIDONE))


def _leaf(angle: float, reach: float, spread: float, fill: str) -> Shape:
    def point(distance: float, at: float) -> str:
        return f"{CENTER_X + distance * math.cos(at):.1f} {CENTER_Y + distance * math.sin(at):.1f}"

    tip, belly = point(reach, angle), reach * 0.62
    there, back = point(belly, angle - spread), point(belly, angle + spread)
    return Shape(f"M{CENTER_X} {CENTER_Y}Q{there} {tip}Q{back} {CENTER_X} {CENTER_Y}z", fill)


def phases(dice: Dice, colors: Palette) -> Scene:
    """A calendar of moons, waxing row by row."""
    full, radius = dice.whole(5, 14.99), CELL * 0.4
    shapes = []
    for night in range(GRID * GRID):
        x = MARGIN + (night % GRID + 0.5) * CELL
        y = MARGIN + 12 + (night // GRID + 0.5) * CELL * 1.06
        if night == full:
            shapes.append(disc(x, y, radius, colors.accent))
            continue
        shadow_x = x + (night - full) / (GRID * GRID) * 2 * radius * 1.9
        shapes.append(disc(x, y, radius, colors.main))
        shapes.append(disc(shadow_x, y, radius, colors.ground, within=disc_path(x, y, radius + 0.8)))
    return Scene(shapes, FREE, (GEO, ITALIC, NARROW))


def tiles(dice: Dice, colors: Palette) -> Scene:
    """A wall of quarter discs, one tile left empty."""
    hole, shapes = dice.whole(0, GRID * GRID - 0.01), []
    for tile in range(GRID * GRID):
        x, y, corner = MARGIN + (tile % GRID) * CELL, MARGIN + (tile // GRID) * CELL, dice.whole(0, 3.99)
        fill = dice.pick((colors.main, colors.main, colors.accent, colors.shade, colors.ink))
        if tile == hole:
            shapes.append(disc(x + CELL / 2, y + CELL / 2, CELL * 0.2, colors.accent))
        else:
            shapes.append(_quarter_disc(x, y, corner, fill))
    return Scene(shapes, FREE, (GEO, NARROW))


def _quarter_disc(x: float, y: float, corner: int, fill: str) -> Shape:
    """A quarter disc in the tile at (x, y), its point in one of the corners, clockwise from the upper left."""
    s = CELL
    px, py = ((x, y), (x + s, y), (x + s, y + s), (x, y + s))[corner]
    ux, uy = ((1, 0), (0, 1), (-1, 0), (0, -1))[corner]
    start, end = f"{px + ux * s:.1f} {py + uy * s:.1f}", f"{px - uy * s:.1f} {py + ux * s:.1f}"
    return Shape(f"M{px:.1f} {py:.1f}L{start}A{s:.1f} {s:.1f} 0 0 1 {end}z", fill)
