"""What a member was told: the list, reading it, and what one wants to be told of."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.answers import done
from forum.kernel.db import now
from forum.kernel.links import place_of
from forum.kernel.paging import place_in, read_cursor, write_cursor
from forum.members.session import counts_unread, me, signed_in
from forum.notifications import actions, queries
from forum.notifications.models import Notification, Topic

bp = Blueprint("notifications", __name__)
counts_unread(queries.unread_lines())

TOPICS = {
    Topic.REPLIES: "Replies to you",
    Topic.MENTIONS: "Posts and reviews that name you with an @",
    Topic.REVIEWS: "New reviews by members you follow",
    Topic.HELPFUL: "Members who found your reviews helpful",
    Topic.QUOTES: "Decisions about your quotes",
    Topic.SUGGESTIONS: "Decisions about your corrections of movies",
    Topic.BADGE: "Your Super Reviewer badge",
    Topic.MODERATION: "What moderators do with your posts and threads",
}


@bp.get("/notifications")
@signed_in
def index() -> ResponseReturnValue:
    """What the member was told, the latest first. Looking at it changes nothing."""
    page = queries.lines_of(me(), place=place_in(request.args))
    return render_template("notifications/index.html", page=page, until=write_cursor([now()]))


@bp.post("/notifications/reading")
@signed_in
def create_reading() -> ResponseReturnValue:
    """All that had come when the page was drawn is read; what came since is still new."""
    [until] = read_cursor(request.form.get("until", ""), [Notification.latest_at])
    actions.read_all(me(), until)
    return done(url_for("notifications.index"), "All read.")


@bp.post("/notifications/<id:line_id>/visit")
@signed_in
def create_visit(line_id: int) -> ResponseReturnValue:
    """The line is read, and leads to what it is about."""
    line = queries.get_line(me(), line_id)
    actions.read(me(), line.id)
    return done(leads_to(line))


@bp.post("/settings/notifications")
@signed_in
def update_topics() -> ResponseReturnValue:
    """Be told of these topics from now on, and of no others."""
    ticked = request.form.getlist("topics")
    actions.choose_topics(me(), [topic for topic in Topic if topic.value in ticked])
    return done(url_for("members.settings", _anchor="told"), "Your choices are saved.")


@bp.app_template_global()
def choices() -> list[tuple[str, str, bool]]:
    """Every topic, what it is in words, and whether the member who asks is told of it."""
    told = queries.topics_of(me())
    return [(topic.value, words, topic in told) for topic, words in TOPICS.items()]


@bp.app_template_global()
def leads_to(line: Notification) -> str:
    """Where a line leads: to the first reply not read, else to its subject."""
    if line.first_id:
        return place_of("post", line.first_id) or url_for("notifications.index")
    return place_of(line.subject_kind, line.subject_id) or url_for("notifications.index")
