"""Agreeing with a post, and taking that back."""

from flask.typing import ResponseReturnValue

from forum.boards import actions, queries
from forum.boards.models import Post
from forum.boards.views.blueprint import bp, place_of_post
from forum.kernel.answers import done, safe_next
from forum.members.session import me, signed_in


@bp.post("/posts/<id:post_id>/vote")
@signed_in
def vote(post_id: int) -> ResponseReturnValue:
    """Agree with a post."""
    post = queries.get_post(post_id)
    actions.agree(me(), post.thread, post)
    return done(_back_to(post))


@bp.post("/posts/<id:post_id>/unvote")
@signed_in
def unvote(post_id: int) -> ResponseReturnValue:
    """Take back a vote."""
    post = queries.get_post(post_id)
    actions.take_back(me(), post.thread, post)
    return done(_back_to(post))


def _back_to(post: Post) -> str:
    """The page the vote was cast on, at the post."""
    page = safe_next("")
    return f"{page.split('#')[0]}#p{post.id}" if page else place_of_post(post.thread, post.id)
