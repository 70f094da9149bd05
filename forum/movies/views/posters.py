"""The posters: uploaded ones, and those drawn when they are first asked for; browsers keep both for a while."""

import hashlib
import sys

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.byte_cache import ByteCache
from forum.members.session import someone
from forum.movies.models import Movie
from forum.movies.posters import poster_hue, poster_svg
from forum.movies.queries import PosterFacts, get_poster, poster_facts
from forum.movies.views.blueprint import bp

MOST_BYTES = 8 * 1024 * 1024  # in each process: about a thousand drawings of 6 KB
AROUND_A_POSTER = 500  # what holds its facts
# What a moderator took down is gone from every browser after this long; until then a 304 costs hardly anything.
AN_HOUR = 3600
A_DAY = 24 * 3600
# A picture opened by itself is a document: nothing in it may run or reach out.
POLICY = {"default-src": "'none'", "style-src": "'unsafe-inline'", "sandbox": ""}


@bp.get("/posters/<slug>.svg")
def poster(slug: str) -> ResponseReturnValue:
    """The poster of a movie; another one when what it is made from was corrected."""
    drawing, digest = drawn_posters.get_or_make(poster_facts(slug), _draw)
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.set_etag(digest)
    answer.cache_control.public = True
    answer.cache_control.max_age = A_DAY
    return answer.make_conditional(request)


@bp.get("/posters/<digest>.webp")
def picture(digest: str) -> ResponseReturnValue:
    """An uploaded poster: while it hangs for everybody, afterwards for moderators."""
    reader = someone()
    kept = get_poster(digest, hanging=not (reader and reader.moderates))
    answer = Response(kept.content, mimetype="image/webp")
    answer.set_etag(kept.digest)
    answer.cache_control.public = True
    answer.cache_control.max_age = AN_HOUR
    return answer.make_conditional(request)


# Talisman reads a view's own policy from this attribute.
poster.talisman_view_options = {"content_security_policy": POLICY}  # type: ignore[attr-defined]
picture.talisman_view_options = {"content_security_policy": POLICY}  # type: ignore[attr-defined]


@bp.app_template_global()
def poster_of(movie: Movie) -> str:
    """The address of the movie's poster: of the picture that was uploaded, else of the one drawn for it."""
    if movie.poster_digest:
        return url_for("movies.picture", digest=movie.poster_digest)
    return url_for("movies.poster", slug=movie.slug)


@bp.app_template_global()
def movie_hue(movie: Movie) -> int:
    """The hue (0–360) that a movie's poster lends to its page; the movie's genres must be loaded."""
    return poster_hue(movie.title, movie.year, None, [genre.name for genre in movie.genres])


def _size_of(facts: PosterFacts, drawn: tuple[str, str]) -> int:
    texts = [facts.title, facts.director or "", *facts.genres, *drawn]
    return sum(map(sys.getsizeof, texts)) + AROUND_A_POSTER


drawn_posters: ByteCache[PosterFacts, tuple[str, str]] = ByteCache(MOST_BYTES, _size_of)


def _draw(facts: PosterFacts) -> tuple[str, str]:
    drawing = poster_svg(facts.title, facts.year, facts.director, facts.genres)
    return drawing, hashlib.sha256(drawing.encode()).hexdigest()[:24]
