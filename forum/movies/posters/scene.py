"""What a composition hands over: its shapes, where they leave room for the title, and the faces that suit it."""

from dataclasses import dataclass
from typing import NamedTuple

from forum.movies.posters.faces import Face
from forum.movies.posters.shapes import Shape


class Room(NamedTuple):
    """Where the title goes, how high it may be and how large its type may grow, in the frame's units."""

    name: str
    height: float
    largest: float


FREE = Room("above or below, as the dice fall", 118, 74)
FOOT = Room("always below", 118, 74)
LOW = Room("below shapes that reach deeper", 112, 70)
ON_INK = Room("on a dark ground of its own", 104, 66)
INITIAL = Room("below its own first letter", 118, 58)


@dataclass(frozen=True)
class Scene:
    """A composed poster before its lettering."""

    shapes: list[Shape]
    room: Room
    faces: tuple[Face, ...]
