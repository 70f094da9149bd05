"""Everything the boards count, counted again from the rows."""

from collections import Counter

from forum.boards.models import Board, Post, PostRevision, PostVote, Thread
from forum.boards.paths import path_under
from forum.kernel.db import db
from forum.movies.models import Movie


def drift() -> list[str]:
    """What differs between the counts that are kept and the rows they count; empty when all is well."""
    db.session.expire_all()
    posts = {post.id: post for post in db.session.query(Post)}
    threads = list(db.session.query(Thread))
    return [*_of_posts(posts), *_of_threads(threads, posts), *_of_places(threads)]


def _of_posts(posts: dict[int, Post]) -> list[str]:
    votes = Counter(vote.post_id for vote in db.session.query(PostVote))
    revisions = Counter(revision.post_id for revision in db.session.query(PostRevision))
    answers = Counter(post.parent_id for post in posts.values())
    faults = []
    for post in posts.values():
        parent = posts.get(post.parent_id or 0)
        wanted = {
            "score": votes[post.id],
            "replies_count": answers[post.id],
            "version": 1 + revisions[post.id],
            "depth": parent.depth + 1 if parent else 0,
            "path": path_under(parent.path, post.id) if parent else "",
        }
        faults += _differences(f"post {post.id}", post, wanted)
    paths = Counter((post.thread_id, post.path) for post in posts.values())
    return faults + [f"path {path} of {number} posts" for path, number in paths.items() if number > 1]


def _of_threads(threads: list[Thread], posts: dict[int, Post]) -> list[str]:
    faults = []
    for thread in threads:
        mine = [post for post in posts.values() if post.thread_id == thread.id]
        standing = [post for post in mine if post.is_opening or not post.is_removed]
        newest = max(post.created_at for post in standing)
        wanted = {"replies_count": len(mine) - 1, "last_post_at": newest}
        faults += _differences(f"thread {thread.id}", thread, wanted)
        if thread.last_poster_id not in {post.author_id for post in standing if post.created_at == newest}:
            faults.append(f"thread {thread.id}: last poster {thread.last_poster_id}")
    return faults


def _of_places(threads: list[Thread]) -> list[str]:
    on_boards, about = Counter(t.board_id for t in threads), Counter(t.movie_id for t in threads)
    faults = []
    for board in db.session.query(Board):
        faults += _differences(f"board {board.id}", board, {"threads_count": on_boards[board.id]})
    for movie in db.session.query(Movie):
        faults += _differences(f"movie {movie.id}", movie, {"threads_count": about[movie.id]})
    return faults


def _differences(name: str, thing: object, wanted: dict[str, object]) -> list[str]:
    return [
        f"{name}: {key} is {getattr(thing, key)!r}, should be {value!r}"
        for key, value in wanted.items()
        if getattr(thing, key) != value
    ]
