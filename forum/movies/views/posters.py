"""The posters, drawn when they are first asked for and kept by browsers."""

import hashlib
from functools import lru_cache

from flask import Response, request
from flask.typing import ResponseReturnValue

from forum.movies.models import Movie
from forum.movies.posters import poster_hue, poster_svg
from forum.movies.queries import PosterFacts, poster_facts
from forum.movies.views.blueprint import bp

KEPT = 1024  # drawings of about 6 KB
A_DAY = 24 * 3600
# A picture opened by itself is a document: nothing in it may run or reach out.
POLICY = {"default-src": "'none'", "style-src": "'unsafe-inline'", "sandbox": ""}


@bp.get("/posters/<slug>.svg")
def poster(slug: str) -> ResponseReturnValue:
    """The poster of a movie; another one when what it is made from was corrected."""
    drawing, digest = _drawn(poster_facts(slug))
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.set_etag(digest)
    answer.cache_control.public = True
    answer.cache_control.max_age = A_DAY
    return answer.make_conditional(request)


# Talisman reads a view's own policy from this attribute.
poster.talisman_view_options = {"content_security_policy": POLICY}  # type: ignore[attr-defined]


@bp.app_template_global()
def movie_hue(movie: Movie) -> int:
    """The hue (0–360) that a movie's poster lends to its page; the movie's genres must be loaded."""
    return poster_hue(movie.title, movie.year, None, [genre.name for genre in movie.genres])


@lru_cache(maxsize=KEPT)
def _drawn(facts: PosterFacts) -> tuple[str, str]:
    drawing = poster_svg(facts.title, facts.year, facts.director, facts.genres)
    return drawing, hashlib.sha256(drawing.encode()).hexdigest()[:24]
