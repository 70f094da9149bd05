"""What members and moderators do on boards."""

from forum.boards.actions.keeping import change_board, create_board, movie_forum
from forum.boards.actions.posts import edit_post, remove_post, write_post
from forum.boards.actions.threads import lock_thread, pin_thread, start_thread, unlock_thread, unpin_thread
from forum.boards.actions.votes import agree, take_back

__all__ = [
    "agree",
    "change_board",
    "create_board",
    "edit_post",
    "lock_thread",
    "movie_forum",
    "pin_thread",
    "remove_post",
    "start_thread",
    "take_back",
    "unlock_thread",
    "unpin_thread",
    "write_post",
]
