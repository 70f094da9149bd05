"""A poster as SVG. Every text in it is escaped, so a hostile title is only an odd one."""

import hashlib

from markupsafe import escape

from forum.movies.posters.design import Letter, Line, Poster
from forum.movies.posters.faces import GEO
from forum.movies.posters.shapes import Shape
from forum.movies.posters.text import shortened

OPENING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 600" width="400" height="600" role="img"'
CREDIT_STYLE = (
    "font-family=\"'Avenir Next','Century Gothic','Inter','Segoe UI',sans-serif\""
    ' font-size="13" font-weight="600" letter-spacing=".7"'
)
CREDIT_ROOM = 22.0  # em of the credit's type: what the year leaves of the line


def draw(poster: Poster, title: str, year: int, credit: str) -> str:
    """The poster as a document, its title and year as its label."""
    face, label = poster.face, f"{title} ({year}), generated poster"
    lettering = "\n".join(_line(line, poster) for line in poster.lines)
    return "\n".join((
        f'{OPENING} aria-label="{escape(label)}">',
        f'<rect width="400" height="600" fill="{poster.palette.ground}"/>',
        '<g transform="translate(0 150)">' if poster.above else "<g>",
        *_shapes(poster.shapes, _name(title, year)),
        "</g>",
        f'<g font-family="{escape(face.family)}" font-weight="{face.weight}" font-style="{face.style}">',
        (_letter(poster.letter) if poster.letter else "") + lettering,
        "</g>",
        f'<g {CREDIT_STYLE} fill="{poster.ink}">',
        _credit(shortened(credit, GEO, CREDIT_ROOM), year, centered=poster.centered) + "</g>",
        "</svg>",
    ))  # fmt: skip


def _name(title: str, year: int) -> str:
    """What the clips of this poster are called, apart from those of any other."""
    return hashlib.sha256(f"{title}{year}".encode()).hexdigest()[:8]


def _shapes(shapes: list[Shape], name: str) -> list[str]:
    return [_shape(shape, f"c{name}{number}") for number, shape in enumerate(shapes, 1)]


def _shape(shape: Shape, clip: str) -> str:
    stroke = f' stroke="{shape.stroke}" stroke-width="{shape.stroke_width}"' if shape.stroke else ""
    if not shape.within:
        return f'<path d="{shape.path}" fill="{shape.fill}"{stroke}/>'
    clipped = f'<path d="{shape.path}" fill="{shape.fill}"{stroke} clip-path="url(#{clip})"/>'
    return f'<clipPath id="{clip}"><path d="{shape.within}"/></clipPath>{clipped}'


def _letter(letter: Letter) -> str:
    place = f'x="200" y="{letter.y}" font-size="{letter.size}" text-anchor="middle"'
    return f'<text {place} fill="{letter.fill}">{escape(letter.text)}</text>'


def _line(line: Line, poster: Poster) -> str:
    anchor = "middle" if poster.centered else "start"
    place = f'x="{line.x}" y="{line.y}" font-size="{poster.size}" text-anchor="{anchor}"'
    pinned = f'textLength="{line.width}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} {pinned} fill="{poster.ink}">{escape(line.text)}</text>'


def _credit(credit: str, year: int, *, centered: bool) -> str:
    if centered:
        return f'<text x="200" y="576" text-anchor="middle">{escape(credit)} · {year}</text>\n'
    return f'<text x="30" y="576">{escape(credit)}</text>\n<text x="370" y="576" text-anchor="end">{year}</text>'
