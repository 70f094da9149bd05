"""A small world with one of everything, for the tests that try every door."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from forum.badges.actions import award_badge
from forum.boards.actions import create_board, start_thread
from forum.boards.models import Post
from forum.desk.actions import MOVIE, add, change, edition, suggest
from forum.desk.actions.critics import CRITIC_REVIEW, entries_of
from forum.desk.actions.news import LABELS, STORY
from forum.kernel.db import db
from forum.kernel.pictures import Picture
from forum.members.actions import sign_in
from forum.members.models import Member
from forum.movies.actions import hang_poster, keep_poster
from forum.notifications.models import Notification
from forum.quotes.actions import submit_quote
from forum.quotes.models import LineFacts, Wording
from forum.reviews.actions import Opinion, find_helpful, write_review
from forum.reviews.models import CriticReview
from tests import make
from tests.house.access import VISITORS
from tests.support.clients import signed_in_with

CRITIC_PAGES = ("edit_critic", "update_critic", "update_top_critic", "new_critic_removal", "remove_critic")
MAKERS = {"moderator": make.moderator, "admin": make.admin}


@dataclass
class World:
    """The visitors, and what stands for the variable parts of addresses."""

    app: Flask
    tokens: dict[str, str]
    parts: dict[str, str | int]

    def client(self, visitor: str) -> FlaskClient:
        """A browser of this visitor, with no more in it than the sign-in."""
        token = self.tokens.get(visitor)
        return signed_in_with(self.app, token) if token else self.app.test_client()

    def address(self, rule: Rule) -> str:
        """The address of this rule in the world; a part may be named for one endpoint alone, as "movies.show slug"."""
        named = {part: self.parts.get(f"{rule.endpoint} {part}", self.parts.get(part)) for part in rule.arguments}
        missing = [part for part, value in named.items() if value is None]
        assert not missing, f"tests/house/conftest.py does not say what {missing} of {rule.endpoint} stand for"
        built = rule.build({part: value for part, value in named.items() if value is not None})
        assert built, f"{rule} cannot be built from {named}"
        return built[1]


@pytest.fixture
def world(app: Flask) -> World:
    """One of everything, made by the author."""
    members = {name: MAKERS.get(name, make.member)(f"The {name}") for name in VISITORS if name != "anonymous"}
    parts = _parts(**members)
    for member in members.values():
        sign_in(member, stays=False)
    db.session.commit()
    return World(app, {name: member.get_id() for name, member in members.items()}, parts)


def _parts(author: Member, stranger: Member, moderator: Member, admin: Member) -> dict[str, str | int]:
    """What there is, as parts of addresses; a slug is the movie's where no endpoint says otherwise."""
    movie = make.movie(directors=["Lixin Fan"])
    critic = add(moderator, movie, CRITIC_REVIEW, entries_of(CriticReview(critic="Maud Ellery", quote="See it.")))
    story = add(
        moderator, movie, STORY, {**dict.fromkeys(LABELS, ""), "title": "A story", "url": "https://news.example"}
    )
    poster = keep_poster(Picture(b"A picture.", 2, 3))
    hang_poster(movie.id, poster)
    board = create_board(admin, name="The Lobby")
    thread = start_thread(author, board, title="Seats", body="Row three.")
    award = award_badge(moderator, stranger, reason="Reads well.")
    quote = submit_quote(author, movie, Wording((LineFacts("Mother", "The train leaves at five."),)))
    review = write_review(author, movie, Opinion(8, "Worth a ticket.", spoiler=False))
    find_helpful(stranger, review)
    told = dict(MOVIE.read(movie.id) or {})
    suggestion = suggest(author, movie, told | {"rating": "PG"}, seen=edition(told), reason="I was there.")
    revision = change(moderator, movie, MOVIE, movie.id, told | {"studio": "Zeitgeist"}, seen=edition(told), reason="!")
    db.session.commit()
    return {
        "name": author.name,
        "member_id": author.id,
        "sign_in_id": 1,
        "job_id": 1,
        "slug": movie.slug,
        "board_id": board.id,
        "thread_id": thread.id,
        "post_id": db.session.scalars(sa.select(Post.id).filter_by(thread_id=thread.id)).one(),
        "award_id": award.id,
        "quote_id": quote.id,
        "review_id": review.id,
        "movie_id": movie.id,
        "suggestion_id": suggestion.id,
        "revision_id": revision.id if revision else 0,
        "item_id": story,
        "digest": poster,
        "line_id": db.session.scalars(sa.select(Notification.id).filter_by(member_id=author.id)).one(),
        "boards.thread slug": thread.slug,
        "movies.person slug": "lixin-fan",
        **{f"desk.{endpoint} review_id": critic for endpoint in CRITIC_PAGES},
        **{f"{endpoint} slug": board.slug for endpoint in ("boards.show", "boards.new_thread", "boards.create_thread")},
    }
