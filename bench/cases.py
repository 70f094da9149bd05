"""What is asked of the house: its pages, signed out and in, and what members send."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import current_app

from bench import words
from bench.filling import LOBBY, PASSWORD, Size, slug_of
from bench.loading import READERS, Request
from bench.visiting import FORM, Browser
from forum.boards.models import Post
from forum.kernel.db import Base, db
from forum.kernel.paging import write_cursor
from forum.members.models import Member

WRITERS = 8
SOUGHT = (*words.WORDS, *words.FIRST, *words.SECOND)


@dataclass(frozen=True)
class Case:
    """Requests that are sent in turns under one name."""

    name: str
    requests: list[Request]
    connections: int = READERS
    makes: type[Base] | None = None  # each answer stands for one row of these
    is_beside_orm: bool = False  # a page that is made from rows for each reader, as the one of `bench.limit` is


def pages(size: Size) -> dict[str, list[str]]:
    """The addresses of each page that is measured. Belongs inside an app context."""
    deep = db.session.get_one(Post, size.longest * 9 // 10)
    thread = "/threads/1/again"
    found = {
        "movie": [f"/movies/{slug_of(1)}"],
        "thread-first": [thread],
        "thread-deep": [f"{thread}?after={write_cursor([deep.path])}"],
        "board": [f"/boards/{LOBBY}"],
        "home": ["/"],
        "browse": ["/movies?genre=drama&sort=title"],
    }
    return found | ({"search": [f"/search?q={word}" for word in SOUGHT]} if "search" in current_app.blueprints else {})


def reading(addresses: dict[str, list[str]], member: Browser) -> Iterator[Case]:
    """Every page, for a reader and for a member."""
    for name, paths in addresses.items():
        yield Case(name, [Request(path) for path in paths])
        signed_in = {"Cookie": member.cookie}
        yield Case(f"{name}-signed-in", [Request(path, headers=signed_in) for path in paths], is_beside_orm=True)


def writing(size: Size, writers: list[Browser], address: str, names: list[str]) -> Iterator[Case]:
    """Replies to the long thread, ratings of every movie, and members at the door: eight at once."""
    tokens = [writer.token("/threads/1/again") for writer in writers]
    whose = [FORM | {"Cookie": writer.cookie} for writer in writers]
    reply = {"parent": "1", "body": "I think so too. @@", "once": "reply-@@"}
    yield Case(
        "reply", [_form("/threads/1/posts", reply, *who) for who in zip(tokens, whose, strict=True)], WRITERS, Post
    )
    rating = {"stars": "4", "version": "0", "once": "rating-@@"}
    movies = [f"/movies/{slug_of(number)}/reviews" for number in range(2, size.movies + 1)]
    ratings = [_form(path, rating, *who) for path in movies for who in zip(tokens, whose, strict=True)]
    yield Case("rating", ratings, WRITERS)
    yield Case("sign-in", [_at_the_door(address, name) for name in names], WRITERS)


def names_of(number: int) -> list[str]:
    """The names of the last members, who have written nothing yet. Belongs inside an app context."""
    members = db.session.scalars(db.select(Member.name).order_by(Member.id.desc()).limit(number))
    return list(members)


def _form(path: str, fields: dict[str, str], token: str, headers: dict[str, str]) -> Request:
    body = urlencode(fields | {"csrf_token": token}, safe="@")
    return Request(path, method="POST", headers=headers, body=body)


def _at_the_door(address: str, name: str) -> Request:
    browser = Browser(address)
    fields = {"name": name, "password": PASSWORD}
    request = _form("/login", fields, browser.token("/login"), FORM)
    return replace(request, headers=FORM | {"Cookie": browser.cookie})
