"""Pages of the editor's desk."""

from forum.desk.views import critics, news, posters
from forum.desk.views.blueprint import bp

__all__ = ["bp", "critics", "news", "posters"]
