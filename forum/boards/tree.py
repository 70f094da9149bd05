"""A page of posts as a tree to draw: who stands beneath whom, and where each fold begins and ends."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forum.boards.models import Post

FIRST_REPLY = 1
NAMED_FROM = 3  # where narrow screens stop indenting: from there a post names the one it answers


@dataclass(frozen=True)
class Seat:
    """A post and its place on the page, in the order of drawing.

    `folded` posts stand beneath it in a fold of its own; after it `closes` folds end. `answers` is the post it
    replies to where the page has to say so, `apart` when only a link can show it. `more` is the cursor behind
    which its exchange goes on.
    """

    post: Post
    folded: int = 0
    closes: int = 0
    answers: Post | None = None
    apart: bool = False
    more: str | None = None
    exchange: int | None = None


def nested(
    posts: Sequence[Post], parents: dict[int, Post], *, order: Callable[[Post], Any] | None = None
) -> list[Seat]:
    """The posts with each reply beneath its parent where that is on the page; siblings by `order`, else as given."""
    here = {post.id for post in posts}
    drawn = _walk(posts, here, order)
    folded = _folded(drawn, here)
    ends = [level for _, level in drawn[1:]] + [0]
    return [
        _seat(post, level, folded[post.id], max(level - end, 0), parents, here)
        for (post, level), end in zip(drawn, ends, strict=True)
    ]


def flat(posts: Sequence[Post], parents: dict[int, Post]) -> list[Seat]:
    """The posts one below the other; each reply to a reply names the post it answers."""
    here = {post.id for post in posts}
    return [
        Seat(post, answers=parents.get(post.parent_id or 0), apart=post.parent_id not in here)
        if post.depth > FIRST_REPLY
        else Seat(post)
        for post in posts
    ]


def _seat(post: Post, level: int, folded: int, closes: int, parents: dict[int, Post], here: set[int]) -> Seat:
    if _stands_alone(post, here):
        apart = post.depth > FIRST_REPLY
        return Seat(post, folded, closes, parents.get(post.parent_id or 0) if apart else None, apart)
    return Seat(post, folded, closes, parents.get(post.parent_id or 0) if level >= NAMED_FROM else None)


def _walk(posts: Iterable[Post], here: set[int], order: Callable[[Post], Any] | None) -> list[tuple[Post, int]]:
    """Every post once, parents first, with how many parents stand above it on this page."""
    beneath: dict[int | None, list[Post]] = defaultdict(list)
    for post in posts:
        beneath[None if _stands_alone(post, here) else post.parent_id].append(post)
    drawn, waiting = [], [(post, 0) for post in reversed(beneath[None])]
    while waiting:
        post, level = waiting.pop()
        drawn.append((post, level))
        replies = sorted(beneath[post.id], key=order) if order else beneath[post.id]
        waiting += [(reply, level + 1) for reply in reversed(replies)]
    return drawn


def _folded(drawn: Sequence[tuple[Post, int]], here: set[int]) -> dict[int, int]:
    """How many posts of the page stand beneath each one."""
    folded = dict.fromkeys(here, 0)
    for post, level in reversed(drawn):
        if level and post.parent_id:
            folded[post.parent_id] += folded[post.id] + 1
    return folded


def _stands_alone(post: Post, here: set[int]) -> bool:
    return post.depth <= FIRST_REPLY or post.parent_id not in here
