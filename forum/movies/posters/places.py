"""Compositions of places: beam, horizon, rails, windows, stairs, forest."""

from forum.movies.posters.dice import Dice
from forum.movies.posters.faces import DIDONE, GEO, ITALIC, NARROW, SERIF
from forum.movies.posters.palettes import Palette
from forum.movies.posters.scene import FOOT, LOW, ON_INK, Scene
from forum.movies.posters.shapes import HEIGHT, MARGIN, WIDTH, Shape, disc, polygon, rectangle


def beam(dice: Dice, colors: Palette) -> Scene:
    """A projector throws its cone across the dark."""
    left, low = dice() < 0.5, dice() < 0.4
    x, y, end = (52 if left else 348), (366 if low else 62), (WIDTH if left else 0)
    rays, spread = dice.pick((3, 5, 7)), dice(190, 330)
    top = dice(-10, 60) if low else dice(60, 350 - spread * 0.8)
    shapes = []
    for ray in range(rays):
        upper, lower = top + spread * ray / rays, top + spread * (ray + 1) / rays
        shapes.append(polygon([(x, y), (end, upper), (end, lower)], _in_turn(colors, ray)))
    shapes += [disc(x, y, 30, colors.ink), disc(x, y, 11, colors.ground)]
    return Scene(shapes, FOOT, (NARROW, SERIF, GEO))


def _in_turn(colors: Palette, number: int) -> str:
    return (colors.main, colors.accent, colors.shade)[number % 3]


def horizon(dice: Dice, colors: Palette) -> Scene:
    """A sun and three folds of land, or a sea of stripes."""
    x, y, radius = dice(110, 290), dice(150, 240), dice(62, 128)
    below = _sea(colors) if dice() < 0.45 else _land(dice, colors)
    return Scene([disc(x, y, radius, colors.main), *below], ON_INK, (DIDONE, SERIF, NARROW))


def _sea(colors: Palette) -> list[Shape]:
    stripes, y = [], 244.0
    for stripe in range(9):
        height = 6 + stripe * 3.4
        fill = (colors.accent, colors.shade)[stripe % 2] if stripe % 3 else colors.ink
        stripes.append(rectangle(0, y, WIDTH, height, fill))
        y += height + max(2, 15 - stripe * 1.5)
    return [*stripes, rectangle(0, 420, WIDTH, 180, colors.ink)]


def _land(dice: Dice, colors: Palette) -> list[Shape]:
    swing = dice(14, 60)
    layers = ((colors.shade, 262), (colors.accent, 312), (colors.ink, 372))
    return [_fold_of_land(dice, fill, base, swing) for fill, base in layers]


def _fold_of_land(dice: Dice, fill: str, base: int, swing: float) -> Shape:
    k0, k1, k2, k3 = (dice(-swing, swing) for _ in range(4))
    rise = (
        f"M0 {base + k0:.1f}C{dice(60, 140):.1f} {base - swing + k1:.1f} {dice(140, 200):.1f} {base + swing + k2:.1f}"
        f" 230 {base + k2 * 0.4:.1f}"
    )
    return Shape(f"{rise}S350 {base - swing + k3:.1f} 400 {base + k1 * 0.5:.1f}V{HEIGHT}H0z", fill)


def rails(dice: Dice, colors: Palette) -> Scene:
    """Lines run to a point beneath a low disc."""
    x, y = dice(130, 270), dice(168, 196)
    ground = f"M0 {y:.1f}H{WIDTH}V404H0z"
    shapes = [disc(x, y - 16, dice(76, 104), colors.main), rectangle(0, y, WIDTH, 404 - y, colors.shade)]
    count = dice.whole(3, 5.99)
    for rail in range(-count, count + 1):
        foot = x + rail * 118
        fill = colors.ink if rail % 2 else colors.accent
        shapes.append(polygon([(x, y), (foot - 17, 430), (foot + 17, 430)], fill, within=ground))
    return Scene(shapes, FOOT, (NARROW, GEO, DIDONE))


def windows(dice: Dice, colors: Palette) -> Scene:
    """A facade at night. Someone is still up."""
    columns, rows = dice.whole(4, 6.99), dice.whole(5, 6.99)
    lit = (dice.whole(1, columns - 1.01), dice.whole(1, rows - 1.01))
    across, down = (WIDTH - 2 * MARGIN) / columns, 372 / rows
    shapes: list[Shape] = []
    for row in range(rows):
        for column in range(columns):
            x, y = MARGIN + column * across + across * 0.12, MARGIN + row * down
            window = _somebody if (column, row) == lit else _window
            shapes += window(dice, colors, x, y, across * 0.76, down * 0.7)
    return Scene(shapes, LOW, (NARROW, SERIF))


def _somebody(_dice: Dice, colors: Palette, x: float, y: float, width: float, height: float) -> list[Shape]:
    figure = f"M{x + width / 2:.1f} {y + height:.1f}m-11 0v-16a11 11 0 0 1 22 0v16z"
    return [rectangle(x, y, width, height, colors.accent), Shape(figure, _seen_on_accent(colors))]


def _seen_on_accent(colors: Palette) -> str:
    return colors.ink if colors.ink != colors.accent else colors.ground


def _window(dice: Dice, colors: Palette, x: float, y: float, width: float, height: float) -> list[Shape]:
    pane = rectangle(x, y, width, height, colors.main)
    if dice() < 0.3:
        return [pane, rectangle(x, y, width, height * dice(0.3, 0.62), colors.shade)]
    return [pane]


def stairs(dice: Dice, colors: Palette) -> Scene:
    """Steps climb to a small moon."""
    count = dice.whole(5, 7.99)
    leftward = dice() < 0.5
    width = WIDTH / count
    shapes = []
    for step in range(count):
        x = WIDTH - (step + 1) * width if leftward else step * width
        top = 392 - step * (266 / count)
        shapes.append(rectangle(x - 0.3, top, width + 0.6, 402 - top, (colors.main, colors.shade)[step % 2]))
        shapes.append(rectangle(x - 0.3, top, width + 0.6, 9, colors.ink))
    moon_x = width * (count - 3.9)
    moon_x = min(320, max(80, WIDTH - moon_x if leftward else moon_x))
    shapes.append(disc(moon_x, dice(104, 128), dice(38, 56), colors.accent))
    return Scene(shapes, FOOT, (GEO, DIDONE, NARROW))


def forest(dice: Dice, colors: Palette) -> Scene:
    """A stand of trunks, a disc behind them."""
    shapes = [disc(dice(130, 270), dice(150, 210), dice(88, 116), colors.main)]
    count = dice.whole(9, 13.99)
    for trunk in range(count):
        x = 14 + trunk * (WIDTH - 28) / (count - 1) + dice(-9, 9)
        width, lean = dice(4, 15), dice(-8, 8)
        corners = [(x, -4), (x + width, -4), (x + width + lean, 402), (x + lean - 2, 402)]
        shapes.append(polygon(corners, colors.accent if trunk == count // 2 else colors.ink))
    shapes.append(rectangle(0, 398, WIDTH, 8, colors.ink))
    return Scene(shapes, FOOT, (DIDONE, ITALIC, SERIF))
