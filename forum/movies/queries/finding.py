"""A movie that somebody means, by whatever they have at hand of it."""

import re
from collections.abc import Sequence

from forum.kernel.errors import Missing, Moved
from forum.kernel.text import is_sound, words_of
from forum.movies.models import Movie
from forum.movies.queries.browsing import Browse, browse
from forum.movies.queries.movies import get_movie
from forum.movies.titles import LONGEST_WORD, MOST_WORDS

_ADDRESS = re.compile(r"(?:.*/movies/)?([a-z0-9-]+)(?:[/?#].*)?")


def movie_at(typed: str) -> Movie | None:
    """The movie whose address this is or once was: the whole of it, its path, or its last part alone."""
    address = _ADDRESS.fullmatch(typed.strip())
    try:
        return get_movie(address[1]) if address else None
    except Moved as moved:
        return get_movie(str(moved.new))
    except Missing:
        return None


def movies_titled(typed: str, *, most: int = 10) -> Sequence[Movie]:
    """A few movies whose titles have words beginning like these."""
    words = words_of(typed) if is_sound(typed) else []
    folded = tuple(dict.fromkeys(word[:LONGEST_WORD] for word in words))[:MOST_WORDS]
    found: Sequence[Movie] = browse(Browse(words=folded)).items if folded else ()
    return found[:most]
