"""The posts of a thread's page: drawn once for all readers of one standing, with what each may do put in its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from forum.boards import policy, queries
from forum.boards.models import Post, Thread
from forum.boards.queries import Way
from forum.boards.tree import Seat
from forum.boards.views.blueprint import thread_url
from forum.boards.views.faces import faces
from forum.kernel.alike import alike
from forum.kernel.paging import Page
from forum.members.models import Member


@dataclass(frozen=True)
class Place:
    """A post and what is drawn of it. `usual` is what those may do with it who neither wrote it nor agree with it."""

    post: Post
    before: Markup
    usual: Markup
    after: Markup


@dataclass(frozen=True)
class Drawing:
    """A page of a thread as everybody of one standing sees it, and its cursors."""

    places: tuple[Place, ...]
    page: Page
    whole: Markup  # the posts as those see them who wrote none of them and agree with none

    @property
    def opens(self) -> bool:
        """Whether the first post of the page opens the thread."""
        return bool(self.places) and self.places[0].post.is_opening

    def posts_for(self, reader: Member | None, thread: Thread) -> Iterator[Markup]:
        """The posts, piece by piece, with what this reader may do with each."""
        voted = queries.voted_by(reader, [place.post for place in self.places])
        own = {place.post.id for place in self.places if reader and place.post.author_id == reader.id}
        if not (voted or own):
            yield self.whole
            return
        for place in self.places:
            yield place.before
            if place.post.id in voted or place.post.id in own:
                yield _actions(reader, thread, place.post, agreed=place.post.id in voted)
            else:
                yield place.usual
            yield place.after


def drawn(thread: Thread, opening: Post, way: Way, reader: Member | None) -> Drawing:
    """A page of the thread as readers like this one see it; raises Missing for a post that is not in it."""
    stranger = Member(id=0, role=reader.role) if reader else None
    standing = reader and reader.moderates
    return alike(("posts", thread.id, way, standing), lambda: _draw(thread, opening, way, stranger))


def _draw(thread: Thread, opening: Post, way: Way, stranger: Member | None) -> Drawing:
    reading = queries.read(thread, opening, way)
    drawings, address = faces(thread, reading.seats), thread_url(thread)
    places = tuple(_place(thread, seat, drawings.get(seat.post.id, ""), stranger, address) for seat in reading.seats)
    whole = _macros().whole(places)
    return Drawing(places, Page([], reading.page.after, reading.page.before), whole)


def _place(thread: Thread, seat: Seat, face: str, stranger: Member | None, address: str) -> Place:
    macros, readable = _macros(), policy.may_read(stranger, seat.post)
    before, after = macros.opens(seat, face, readable), macros.closes(seat, address)
    return Place(seat.post, before, _actions(stranger, thread, seat.post), after)


def _actions(reader: Member | None, thread: Thread, post: Post, *, agreed: bool = False) -> Markup:
    drawn: Markup = _macros().actions(post, policy.rights(reader, thread, post) if reader else None, agreed)
    return drawn


def _macros() -> Any:
    return current_app.jinja_env.get_template("boards/_post.html").module
