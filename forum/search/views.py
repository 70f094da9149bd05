"""The page behind the box, and what it suggests while somebody types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.links import place_of, url_of
from forum.kernel.paging import Page
from forum.search.marking import Piece, excerpt, marked
from forum.search.models import NAMED, Entry, Kind
from forum.search.queries import Found, find, load
from forum.search.words import Query, query_of

bp = Blueprint("search", __name__)

# What a reader may look among, in the order of the page.
SHELVES: dict[str, tuple[Kind, ...]] = {
    "movies": (Kind.MOVIE,),
    "people": (Kind.PERSON,),
    "threads": (Kind.THREAD, Kind.POST),
    "reviews": (Kind.REVIEW,),
    "quotes": (Kind.QUOTE,),
    "members": (Kind.MEMBER,),
}
ON_ALL = {"movies": 6, "people": 6, "threads": 4, "reviews": 3, "quotes": 3, "members": 4}
SIZE = 20
MOST_SUGGESTED = 8
MOST_OF_A_KIND = {Kind.MOVIE: 6, Kind.PERSON: 3, Kind.MEMBER: 2}
CALLED = {Kind.MOVIE: "Movie", Kind.PERSON: "Person", Kind.MEMBER: "Member"}


@dataclass(frozen=True)
class Result:
    """One line of the page."""

    entry: Entry
    url: str
    title: Sequence[Piece]
    excerpt: Sequence[Piece]


@bp.get("/search")
def index() -> ResponseReturnValue:
    """What has the words, by kind; one kind alone goes on for pages."""
    query, shelf = query_of(request.args.get("q", "")), request.args.get("in", "")
    shelf = shelf if shelf in SHELVES else ""
    look = partial(_look, query, shelf)
    return render_template("search/index.html", query=query, shelf=shelf, shelves=SHELVES, look=look)


@bp.get("/search/suggestions")
def suggestions() -> ResponseReturnValue:
    """Movies, people and members that may be meant, for a box that is being typed into."""
    query = query_of(request.args.get("q", ""))
    found = find(query, NAMED, names_only=True)
    entries = load(_suggested(found))
    return jsonify([{"name": _name(entry), "kind": CALLED[Kind(entry.kind)], "url": _url(entry)} for entry in entries])


def _look(query: Query, shelf: str) -> dict[str, Any]:
    """What was found, as the page shows it."""
    found = find(query, [kind for name in ([shelf] if shelf else SHELVES) for kind in SHELVES[name]])
    ids = {name: [each for kind in SHELVES[name] for each in found.ids.get(kind, ())] for name in SHELVES}
    page, shown = _shown(ids, shelf)
    results = {entry.id: _result(entry, query) for entry in load([each for some in shown.values() for each in some])}
    shelves = {name: [results[each] for each in some if each in results] for name, some in shown.items()}
    shelves = {name: some for name, some in shelves.items() if some}
    more = {name for name in shown if len(ids[name]) > len(shown[name])}
    return {"shelves": shelves, "page": page, "more": more, "nearly": found.nearly}


def _suggested(found: Found) -> list[int]:
    some = [each for kind in NAMED for each in found.ids.get(kind, ())[: MOST_OF_A_KIND[kind]]]
    return some[:MOST_SUGGESTED]


def _shown(ids: Mapping[str, list[int]], shelf: str) -> tuple[Page, dict[str, list[int]]]:
    """The ids on this page, and the cursors of the pages beside it."""
    if not shelf:
        return Page([]), {name: some[: ON_ALL[name]] for name, some in ids.items() if some}
    place = _place(len(ids[shelf]))
    some = ids[shelf][place : place + SIZE]
    after = str(place + SIZE) if place + SIZE < len(ids[shelf]) else None
    return Page(some, after, str(place) if place else None), {shelf: some} if some else {}


def _place(length: int) -> int:
    """How many results come before this page. The ranked list has an end, so a number is a good enough cursor."""
    after, before = (_number(request.args.get(name, "")) for name in ("after", "before"))
    return min(after or max(0, before - SIZE), max(0, (length - 1) // SIZE * SIZE))


def _number(text: str) -> int:
    return int(text) if len(text) <= 5 and text.isascii() and text.isdigit() else 0


def _result(entry: Entry, query: Query) -> Result:
    return Result(entry, _url(entry), marked(entry.title, query), excerpt(entry.body, query))


def _url(entry: Entry) -> str:
    if entry.kind == Kind.MOVIE and entry.movie:
        return url_of(entry.movie)
    if entry.kind == Kind.PERSON and entry.person:
        return url_of(entry.person)
    if entry.kind == Kind.MEMBER and entry.member:
        return url_of(entry.member)
    arguments: dict[str, Any] = {"in": "movies", "q": entry.title}
    return place_of(entry.kind, entry.subject_id) or url_for("search.index", **arguments)


def _name(entry: Entry) -> str:
    return f"{entry.title} ({entry.movie.year})" if entry.kind == Kind.MOVIE and entry.movie else entry.title
