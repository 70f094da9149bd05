"""Pages of the catalogue: all movies, a movie's news, people of film, the posters."""

from forum.movies.views import catalogue, people, posters
from forum.movies.views.blueprint import bp

__all__ = ["bp", "catalogue", "people", "posters"]
