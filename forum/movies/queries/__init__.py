"""Ways to look at movies: one with all its facts, a few for a shelf, and all of them by genre, decade and title."""

from forum.movies.queries.browsing import Browse, Sort, all_decades, all_genres, browse
from forum.movies.queries.careers import Part, credits_of, get_person, parts_in
from forum.movies.queries.movies import (
    PosterFacts,
    credits_for,
    get_movie,
    get_news_item,
    get_poster,
    latest_movies,
    most_rated,
    movie_with_facts,
    news_about,
    people,
    poster_facts,
)

__all__ = [
    "Browse",
    "Part",
    "PosterFacts",
    "Sort",
    "all_decades",
    "all_genres",
    "browse",
    "credits_for",
    "credits_of",
    "get_movie",
    "get_news_item",
    "get_person",
    "get_poster",
    "latest_movies",
    "most_rated",
    "movie_with_facts",
    "news_about",
    "parts_in",
    "people",
    "poster_facts",
]
