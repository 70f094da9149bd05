"""Posters made from a movie's name: the same movie always gets the same one, in twelve inks and sixteen compositions.

Genre leans on the choice and does not decide it. Type is fitted by width tables and pinned, so that any font stays
inside the frame.
"""

from collections.abc import Sequence

from forum.movies.posters.compositions import choose
from forum.movies.posters.design import design
from forum.movies.posters.dice import Dice
from forum.movies.posters.drawing import draw
from forum.movies.posters.text import plain, title_of


def poster_svg(title: str, year: int, director: str | None, genres: Sequence[str]) -> str:
    """The poster as an SVG document of 400 by 600; well-formed whatever the texts are."""
    shown, by = title_of(title), plain(director or "")
    credit = f"A film by {by}" if by else plain(genres[0] if genres else "")
    return draw(design(shown, year, genres), shown, year, credit)


def poster_hue(title: str, year: int, director: str | None, genres: Sequence[str]) -> int:  # noqa: ARG001
    """The hue (0–360) of the poster, which tints the movie's page; the director changes nothing in it."""
    _, palette = choose(Dice(title_of(title), year), genres)
    return palette.hue
