"""What can be done with movies: add them, one or many at once, and correct them."""

from forum.movies.actions.adding import IdTaken, add_movie, correct_movie
from forum.movies.actions.matching import Source
from forum.movies.actions.placing import learn_catalogue, put_movies

__all__ = ["IdTaken", "Source", "add_movie", "correct_movie", "learn_catalogue", "put_movies"]
