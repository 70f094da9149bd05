"""What can be done with movies: add them, one or many at once, and correct them."""

from forum.movies.actions.adding import IdTaken, add_movie, correct_movie
from forum.movies.actions.matching import Source
from forum.movies.actions.news import add_news_item, correct_news_item, remove_news_item
from forum.movies.actions.placing import learn_catalogue, put_movies
from forum.movies.actions.posters import hang_poster, keep_poster, made_poster

__all__ = [
    "IdTaken",
    "Source",
    "add_movie",
    "add_news_item",
    "correct_movie",
    "correct_news_item",
    "hang_poster",
    "keep_poster",
    "learn_catalogue",
    "made_poster",
    "put_movies",
    "remove_news_item",
]
