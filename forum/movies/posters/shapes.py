"""What posters are cut from: paths in a frame of 400 by 600."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 400, 600, 30


@dataclass(frozen=True)
class Shape:
    """A path with its fill; `stroke` draws its outline instead, `within` is a path that clips it."""

    path: str
    fill: str = "none"
    stroke: str | None = None
    stroke_width: int = 0
    within: str | None = None


def disc_path(x: float, y: float, radius: float) -> str:
    """The path of a disc about (x, y)."""
    arc = f"a{radius:.1f} {radius:.1f} 0 1 0"
    return f"M{x - radius:.1f} {y:.1f}{arc} {2 * radius:.1f} 0{arc} {-2 * radius:.1f} 0z"


def disc(x: float, y: float, radius: float, fill: str, within: str | None = None) -> Shape:
    """A disc about (x, y)."""
    return Shape(disc_path(x, y, radius), fill, within=within)


def polygon(points: Iterable[tuple[float, float]], fill: str, within: str | None = None) -> Shape:
    """A closed figure with these corners."""
    return Shape("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z", fill, within=within)


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> Shape:
    """A rectangle with its upper left corner at (x, y)."""
    return Shape(f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z", fill)


def half_disc(x: float, y: float, radius: float, fill: str, turn: float) -> Shape:
    """Half a disc, turned by so many degrees; at 0 its flat side is down."""
    angle = math.radians(turn)
    dx, dy = radius * math.cos(angle), radius * math.sin(angle)
    start, end = f"{x - dx:.1f} {y - dy:.1f}", f"{x + dx:.1f} {y + dy:.1f}"
    return Shape(f"M{start}A{radius:.1f} {radius:.1f} 0 0 1 {end}z", fill)
