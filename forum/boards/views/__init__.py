"""Pages of boards: each file here adds its own to the blueprint."""

from forum.boards.views import boards, keeping, posts, replies, threads, votes
from forum.boards.views.blueprint import bp

__all__ = ["boards", "bp", "keeping", "posts", "replies", "threads", "votes"]
