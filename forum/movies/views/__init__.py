"""Pages of the catalogue: all movies, a movie's news, the posters."""

from forum.movies.views import catalogue, posters
from forum.movies.views.blueprint import bp

__all__ = ["bp", "catalogue", "posters"]
