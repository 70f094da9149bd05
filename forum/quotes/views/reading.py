"""Pages that show quotes."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum.kernel.paging import place_in
from forum.members.queries import get_member
from forum.members.session import someone
from forum.movies.queries import get_movie
from forum.quotes import policy, queries
from forum.quotes.views.room import bp, get_seen


@bp.get("/quotes")
def newest() -> ResponseReturnValue:
    """The approved quotes of all movies."""
    return render_template("quotes/newest.html", page=queries.newest_quotes(place=place_in(request.args)))


@bp.get("/movies/<slug>/quotes")
def index(slug: str) -> ResponseReturnValue:
    """The approved quotes of one movie."""
    movie = get_movie(slug)
    page = queries.approved_quotes(movie, place=place_in(request.args))
    return render_template("quotes/index.html", movie=movie, page=page)


@bp.get("/quotes/<id:quote_id>")
def show(quote_id: int) -> ResponseReturnValue:
    """One quote; for its author and the moderators also where it stands and how it read."""
    quote, reader = get_seen(quote_id), someone()
    history = policy.may_see_history(reader, quote)
    return render_template(
        "quotes/show.html",
        quote=quote,
        history=history,
        revisions=queries.revisions_of(quote) if history else [],
        may_edit=policy.may_edit(reader, quote),
        may_withdraw=policy.may_withdraw(reader, quote),
        may_judge=policy.may_judge(reader, quote),
    )


@bp.get("/members/<name>/quotes")
def of_member(name: str) -> ResponseReturnValue:
    """A member's approved quotes; all of them, with where each stands, for the member and the moderators."""
    member, reader = get_member(name), someone()
    everything = reader is not None and (reader.id == member.id or reader.moderates)
    page = queries.quotes_of(member, all_stages=everything, place=place_in(request.args))
    return render_template("quotes/of_member.html", member=member, page=page, everything=everything)
