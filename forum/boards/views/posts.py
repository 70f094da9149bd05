"""A post's permanent link, its changes and its removal."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from forum.boards import actions, policy, queries
from forum.boards.forms import EditForm, ReasonForm, RemovalForm
from forum.boards.models import Post
from forum.boards.views.blueprint import bp, place_of_post
from forum.kernel.answers import done, shown_again, wants_preview
from forum.kernel.paging import place_in
from forum.kernel.verdict import require
from forum.members.mentions import preview
from forum.members.models import Member
from forum.members.session import me, signed_in, someone


@bp.get("/posts/<id:post_id>")
def post(post_id: int) -> ResponseReturnValue:
    """The post's place in its thread, which may move while the link stays."""
    post = queries.get_post(post_id)
    return redirect(place_of_post(post.thread, post.id), 302)


@bp.get("/posts/<id:post_id>/edit")
@signed_in
def edit_post(post_id: int) -> ResponseReturnValue:
    """The form with a post's words."""
    post = queries.get_post(post_id)
    require(policy.may_edit(me(), post.thread, post))
    form = EditForm(body=post.body, version=str(post.version))
    return render_template("boards/edit.html", post=post, form=form)


@bp.post("/posts/<id:post_id>/edit")
@signed_in
def update_post(post_id: int) -> ResponseReturnValue:
    """Change a post's words; of two changes at once the second is shown both texts."""
    post, form = queries.get_post(post_id), EditForm()
    require(policy.may_edit(me(), post.thread, post))
    if not form.validate_on_submit() or wants_preview():
        return shown_again("boards/edit.html", form, draw=preview, post=post)
    if actions.edit_post(me(), post.thread, post, body=form.body.data or "", version=form.number):
        return done(place_of_post(post.thread, post.id), "Changed. How it read before is kept.")
    theirs = queries.get_post(post_id, fresh=True)
    form.version.data = str(theirs.version)
    return shown_again("boards/edit.html", form, status=409, post=theirs, theirs=theirs.body)


@bp.get("/posts/<id:post_id>/revisions")
def revisions(post_id: int) -> ResponseReturnValue:
    """How a post read before each change."""
    post = queries.get_post(post_id)
    require(policy.may_read(someone(), post))
    page = queries.revisions_of(post, place=place_in(request.args))
    return render_template("boards/revisions.html", post=post, page=page)


@bp.get("/posts/<id:post_id>/removal")
@signed_in
def new_removal(post_id: int) -> ResponseReturnValue:
    """The page that asks before a post is taken away, and a moderator for the reason."""
    post = queries.get_post(post_id)
    require(policy.may_remove(me(), post))
    return render_template("boards/removal.html", post=post, form=_removal_form(me(), post))


@bp.post("/posts/<id:post_id>/removal")
@signed_in
def remove_post(post_id: int) -> ResponseReturnValue:
    """Take a post away; its place and the answers to it stay."""
    post = queries.get_post(post_id)
    require(policy.may_remove(me(), post))
    form = _removal_form(me(), post)
    if not form.validate_on_submit():
        return shown_again("boards/removal.html", form, post=post)
    reason = form.reason.data or "" if isinstance(form, ReasonForm) else ""
    actions.remove_post(me(), post.thread, post, reason=reason)
    return done(place_of_post(post.thread, post.id), "Removed. Its place in the thread stays.")


def _removal_form(member: Member, post: Post) -> ReasonForm | RemovalForm:
    return RemovalForm() if post.author_id == member.id else ReasonForm()
