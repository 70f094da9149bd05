"""Pages of the editor's desk."""

from forum.desk.views import merging
from forum.desk.views.blueprint import bp

__all__ = ["bp", "merging"]
