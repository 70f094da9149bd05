"""Pages of the desk: movies added and corrected, what was changed, what members suggest."""

from forum.desk.views import deciding, differences, movies, revisions, suggestions
from forum.desk.views.blueprint import bp

__all__ = ["bp", "deciding", "differences", "movies", "revisions", "suggestions"]
