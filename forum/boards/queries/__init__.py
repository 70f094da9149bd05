"""Ways to look at boards, threads and posts."""

from forum.boards.queries.posts import (
    get_post,
    newest_posts_by,
    opening_of,
    parent_in,
    post_of,
    revisions_of,
    voted_by,
)
from forum.boards.queries.reading import Reading, Way, read
from forum.boards.queries.threads import (
    all_boards,
    board_of,
    boards_with_latest,
    find_board,
    get_board,
    get_thread,
    living_threads,
    pinned_on,
    threads_by,
    threads_of_movie,
    threads_on,
)

__all__ = [
    "Reading",
    "Way",
    "all_boards",
    "board_of",
    "boards_with_latest",
    "find_board",
    "get_board",
    "get_post",
    "get_thread",
    "living_threads",
    "newest_posts_by",
    "opening_of",
    "parent_in",
    "pinned_on",
    "post_of",
    "read",
    "revisions_of",
    "threads_by",
    "threads_of_movie",
    "threads_on",
    "voted_by",
]
