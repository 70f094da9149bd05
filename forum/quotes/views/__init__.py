"""Pages of quotes: reading, writing and deciding."""

from forum.quotes.views import decisions, reading, writing
from forum.quotes.views.room import bp

__all__ = ["bp", "decisions", "reading", "writing"]
