"""Who may do what on boards. A locked thread stands still for everybody but moderators."""

from dataclasses import dataclass

from forum.boards.models import Post, Thread
from forum.kernel.verdict import YES, Verdict, no
from forum.members.models import Member

SIGNED_OUT = no("Log in to take part.")
NOT_YOURS = no("Only its author may change a post.")


def may_start(member: Member | None) -> Verdict:
    """Whether this reader may start a thread."""
    return YES if member else SIGNED_OUT


def may_reply(member: Member | None, thread: Thread, parent: Post) -> Verdict:
    """Whether this reader may answer a post of the thread."""
    verdict = _may_write_in(member, thread)
    if verdict and parent.is_removed:
        return no("This post was removed, so nobody can answer it. Answer another one, or start a thread.")
    return verdict


def may_vote(member: Member | None, thread: Thread, post: Post) -> Verdict:
    """Whether this reader may agree with a post, or take that back."""
    verdict = _may_write_in(member, thread)
    if verdict and post.is_removed:
        return no("This post was removed, so votes for it are closed.")
    if verdict and member and post.author_id == member.id:
        return no("Others decide whether they agree with your post.")
    return verdict


def may_edit(member: Member | None, thread: Thread, post: Post) -> Verdict:
    """Whether this reader may change the words of a post: its author alone; moderators remove, they do not rewrite."""
    verdict = _may_write_in(member, thread)
    if verdict and member and post.author_id != member.id:
        return NOT_YOURS
    if verdict and post.is_removed:
        return no("This post was removed and can no longer be changed.")
    return verdict


def may_remove(member: Member | None, post: Post) -> Verdict:
    """Whether this reader may take a post away: its author, also from a locked thread, and moderators."""
    if member is None:
        return SIGNED_OUT
    if post.is_removed:
        return no("This post was removed already.")
    if post.author_id == member.id or member.moderates:
        return YES
    return no("Only its author or a moderator may remove a post.")


@dataclass(frozen=True)
class Rights:
    """What a reader may do with one post."""

    vote: Verdict
    reply: Verdict
    edit: Verdict
    remove: Verdict


def rights(member: Member, thread: Thread, post: Post) -> Rights:
    """Every answer about a post at once, for its buttons."""
    return Rights(
        vote=may_vote(member, thread, post),
        reply=may_reply(member, thread, post),
        edit=may_edit(member, thread, post),
        remove=may_remove(member, post),
    )


def may_read(member: Member | None, post: Post) -> Verdict:
    """Whether this reader may see the words of a post and how they changed."""
    if post.is_removed and not (member and member.moderates):
        return no("This post was removed. What it said is no longer shown.")
    return YES


def may_moderate(member: Member | None) -> Verdict:
    """Whether this reader may lock and pin threads."""
    return YES if member and member.moderates else no("Only moderators lock and pin threads.")


def may_keep_boards(member: Member | None) -> Verdict:
    """Whether this reader may make and change boards."""
    return YES if member and member.administers else no("Only admins make and change boards.")


def _may_write_in(member: Member | None, thread: Thread) -> Verdict:
    if member is None:
        return SIGNED_OUT
    if thread.is_locked and not member.moderates:
        return no(f"A moderator locked this thread: {thread.lock_reason}")
    return YES
