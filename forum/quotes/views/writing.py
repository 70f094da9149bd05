"""Pages where a quote's author writes, edits and withdraws it."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.answers import done, refuse
from forum.kernel.links import url_of
from forum.kernel.verdict import require
from forum.members.session import me, signed_in
from forum.movies.queries import get_movie
from forum.quotes import actions, policy, queries
from forum.quotes.forms import EditForm, QuoteForm
from forum.quotes.views.room import bp, get_seen

THANKS = "Thank you. A moderator will look at it, usually within a day."


@bp.get("/movies/<slug>/quotes/new")
@signed_in
def new(slug: str) -> ResponseReturnValue:
    """The form for a new quote."""
    movie = get_movie(slug)
    return render_template("quotes/new.html", movie=movie, form=QuoteForm(movie))


@bp.post("/movies/<slug>/quotes")
@signed_in
def create(slug: str) -> ResponseReturnValue:
    """Send a quote to the moderators. Its other buttons only arrange the form, which comes back as it was."""
    movie = get_movie(slug)
    form = QuoteForm(movie)
    if form.was_only_arranged(request.form):
        return refuse("quotes/new.html", 200, movie=movie, form=form)
    if not form.validate():
        return refuse("quotes/new.html", movie=movie, form=form)
    quote = actions.submit_quote(me(), movie, form.wording)
    return done(url_of(quote), THANKS)


@bp.get("/quotes/<id:quote_id>/edit")
@signed_in
def edit(quote_id: int) -> ResponseReturnValue:
    """The form for changing a quote that waits."""
    quote = get_seen(quote_id)
    require(policy.may_edit(me(), quote))
    form = EditForm(quote.movie, quote.wording)
    form.version.show(quote.version)
    return render_template("quotes/edit.html", quote=quote, movie=quote.movie, form=form)


@bp.post("/quotes/<id:quote_id>")
@signed_in
def update(quote_id: int) -> ResponseReturnValue:
    """Change a quote that waits. Whoever comes second sees both readings and decides."""
    quote = get_seen(quote_id)
    movie, form = quote.movie, EditForm(quote.movie)
    if form.was_only_arranged(request.form):
        return refuse("quotes/edit.html", 200, quote=quote, movie=movie, form=form)
    if not form.validate():
        return refuse("quotes/edit.html", quote=quote, movie=movie, form=form)
    if actions.edit_quote(me(), quote, form.wording, version=form.seen):
        return done(url_of(quote), "Your changes are saved.")
    now = queries.get_quote(quote_id)
    form.version.show(now.version)
    return refuse("quotes/edit.html", 409, quote=now, movie=movie, form=form, elsewhere=str(now.wording))


@bp.post("/quotes/<id:quote_id>/withdrawal")
@signed_in
def withdraw(quote_id: int) -> ResponseReturnValue:
    """Take one's quote back."""
    quote = get_seen(quote_id)
    actions.withdraw_quote(me(), quote)
    return done(url_for("quotes.of_member", name=me().name), "Your quote is withdrawn.")
