"""Answering a post."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.boards import actions, policy, queries
from forum.boards.forms import PostForm
from forum.boards.models import Post
from forum.boards.views.blueprint import bp, number_in, place_of_post
from forum.kernel.answers import done, shown_again, wants_preview
from forum.kernel.verdict import require
from forum.members.mentions import preview
from forum.members.session import me, signed_in


@bp.get("/posts/<id:post_id>/reply")
@signed_in
def reply(post_id: int) -> ResponseReturnValue:
    """The form that answers one post, with its words quoted when asked."""
    parent = queries.get_post(post_id)
    require(policy.may_reply(me(), parent.thread, parent))
    form = PostForm()
    if "quote" in request.args:
        form.body.data = _quoted(parent)
    return render_template("boards/reply.html", thread=parent.thread, parent=parent, form=form)


@bp.post("/threads/<id:thread_id>/posts")
@signed_in
def create_post(thread_id: int) -> ResponseReturnValue:
    """Answer a post of the thread, the opening one where none is named."""
    parent = queries.parent_in(thread_id, number_in(request.form.get("parent")))
    thread, form = parent.thread, PostForm()
    require(policy.may_reply(me(), thread, parent))
    if not form.validate_on_submit() or wants_preview():
        return shown_again("boards/reply.html", form, draw=preview, thread=thread, parent=parent)
    post = actions.write_post(me(), thread, parent, body=form.body.data or "")
    return done(place_of_post(thread, post.id, view=request.form.get("view", "")), "Your reply is up.")


def _quoted(post: Post) -> str:
    lines = [f"> {line}".rstrip() for line in post.body.splitlines()]
    return "\n".join(lines) + "\n\n"
