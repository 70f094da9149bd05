"""Pages of critic reviews and of what members think, and the form for it."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.answers import done, refuse, safe_next, shown_again, wants_preview
from forum.kernel.choices import chosen
from forum.kernel.errors import WrongState
from forum.kernel.links import found_at, lives_at, url_of
from forum.kernel.paging import place_in
from forum.kernel.verdict import require
from forum.members.mentions import preview
from forum.members.queries import get_member
from forum.members.session import me, signed_in, someone
from forum.movies.models import Movie
from forum.movies.queries import get_movie
from forum.reviews import actions, policy, queries
from forum.reviews.forms import ReviewForm
from forum.reviews.models import Review

bp = Blueprint("reviews", __name__)
bp.add_app_template_global(policy.may_find_helpful, "may_find_helpful")
bp.add_app_template_global(policy.may_read_revisions, "may_read_revisions")
bp.add_app_template_global(policy.may_withdraw, "may_withdraw_review")
bp.add_app_template_global(queries.critics_score, "critics_score")

BY = ("super", "friends")
TOP = ("1",)


@bp.get("/movies/<slug>/critics")
def critics(slug: str) -> ResponseReturnValue:
    """What critics wrote; ?top=1 keeps Top Critics."""
    movie, top = get_movie(slug), bool(chosen(request.args, "top", TOP))
    page = queries.critic_reviews(movie, top=top, place=place_in(request.args))
    return render_template("reviews/critics.html", movie=movie, top=top, page=page)


@bp.get("/movies/<slug>/reviews")
def index(slug: str) -> ResponseReturnValue:
    """What members wrote; ?by=super|friends and ?sort=helpful|new|high|low."""
    movie, asker = get_movie(slug), someone()
    by, sort = chosen(request.args, "by", BY), chosen(request.args, "sort", queries.ORDERS)
    page = queries.audience_reviews(movie, by=by, sort=sort, asker=asker, place=place_in(request.args))
    marked = queries.marked_by(asker, page.items)
    return render_template("reviews/index.html", movie=movie, by=by, sort=sort, page=page, marked=marked)


@bp.get("/movies/<slug>/reviews/new")
@signed_in
def new(slug: str) -> ResponseReturnValue:
    """The form, holding what the member thinks already."""
    movie = get_movie(slug)
    mine = queries.review_by(me(), movie)
    return render_template("reviews/new.html", movie=movie, mine=mine, form=ReviewForm(obj=mine))


@bp.post("/movies/<slug>/reviews")
@signed_in
def create(slug: str) -> ResponseReturnValue:
    """Rate, review, change either, or put back what was withdrawn."""
    movie, form = get_movie(slug), ReviewForm()
    if not form.validate_on_submit() or wants_preview():
        mine = queries.review_by(me(), movie)
        return shown_again("reviews/new.html", form, draw=preview, movie=movie, mine=mine)
    try:
        review = actions.write_review(me(), movie, form.opinion, version=form.seen_version)
    except WrongState as error:
        return _both_texts(movie, form, str(error))
    return done(safe_next(url_of(review)), "Your review is up." if review.is_shown else "Your rating counts.")


@bp.get("/members/<name>/reviews")
def of_member(name: str) -> ResponseReturnValue:
    """What one member wrote, newest first."""
    member, asker = get_member(name), someone()
    page = queries.reviews_of(member, place=place_in(request.args))
    marked = queries.marked_by(asker, page.items)
    return render_template("reviews/of_member.html", member=member, page=page, marked=marked)


@bp.get("/reviews/<id:review_id>")
def show(review_id: int) -> ResponseReturnValue:
    """One review, for ever at this address."""
    review = queries.get_review(review_id, someone())
    return render_template("reviews/show.html", review=review, marked=queries.marked_by(someone(), [review]))


@bp.get("/reviews/<id:review_id>/revisions")
def revisions(review_id: int) -> ResponseReturnValue:
    """How a review read before."""
    review = queries.get_review(review_id, someone())
    require(policy.may_read_revisions(someone(), review))
    page = queries.revisions_of(review, someone(), place=place_in(request.args))
    return render_template("reviews/revisions.html", review=review, page=page)


@bp.post("/reviews/<id:review_id>/withdrawal")
@signed_in
def create_withdrawal(review_id: int) -> ResponseReturnValue:
    """Take one's own review back."""
    review = queries.get_review(review_id, me())
    actions.withdraw_review(me(), review)
    return done(url_of(review), "Withdrawn. Send it again whenever you like.")


@bp.post("/reviews/<id:review_id>/helpful")
@signed_in
def create_helpful_mark(review_id: int) -> ResponseReturnValue:
    """Say that a review helped."""
    review = queries.get_review(review_id, me())
    actions.find_helpful(me(), review)
    return done(safe_next(url_of(review)))


@bp.post("/reviews/<id:review_id>/unhelpful")
@signed_in
def delete_helpful_mark(review_id: int) -> ResponseReturnValue:
    """Take that back."""
    review = queries.get_review(review_id, me())
    actions.find_unhelpful(me(), review)
    return done(safe_next(url_of(review)))


@lives_at(Review)
def review_url(review: Review) -> str:
    """The permanent address of a review."""
    return _place(review.id)


@found_at("review")
def _place(review_id: int) -> str:
    return url_for("reviews.show", review_id=review_id)


def _both_texts(movie: Movie, form: ReviewForm, words: str) -> ResponseReturnValue:
    """The form with what was typed, beside what stands: sent again, it replaces that version knowingly."""
    standing = queries.review_by(me(), movie)
    form.blame("body", words)
    form.version.data = str(standing.version if standing else 0)
    return refuse("reviews/new.html", status=409, movie=movie, mine=standing, form=form, standing=standing)
