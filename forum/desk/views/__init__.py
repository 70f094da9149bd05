"""Pages of the desk: movies, critics and news by hand, two movies merged, what was changed, what members suggest."""

from forum.desk.views import critics, deciding, differences, merging, movies, news, posters, revisions, suggestions
from forum.desk.views.blueprint import bp

__all__ = [
    "bp",
    "critics",
    "deciding",
    "differences",
    "merging",
    "movies",
    "news",
    "posters",
    "revisions",
    "suggestions",
]
