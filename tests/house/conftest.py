"""A small world with one of everything, for the tests that try every door."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from forum.members.models import Member
from tests import make
from tests.house.access import VISITORS

MAKERS = {"moderator": make.moderator, "admin": make.admin}


@dataclass
class World:
    """The visitors, and what stands for the variable parts of addresses."""

    clients: dict[str, FlaskClient]
    parts: dict[str, str | int]

    def address(self, rule: Rule) -> str:
        """The address of this rule in the world; a part may be named for one endpoint alone, as "movies.show slug"."""
        named = {part: self.parts.get(f"{rule.endpoint} {part}", self.parts.get(part)) for part in rule.arguments}
        missing = [part for part, value in named.items() if value is None]
        assert not missing, f"tests/house/conftest.py does not say what {missing} of {rule.endpoint} stand for"
        built = rule.build({part: value for part, value in named.items() if value is not None})
        assert built, f"{rule} cannot be built from {named}"
        return built[1]


@pytest.fixture
def world(app: Flask, client: FlaskClient, as_: Callable[[Member], FlaskClient]) -> World:
    """One of everything, made by the author."""
    members = {name: MAKERS.get(name, make.member)(f"The {name}") for name in VISITORS if name != "anonymous"}
    clients = {"anonymous": client} | {name: as_(member) for name, member in members.items()}
    return World(clients, _parts(members["author"]))


def _parts(author: Member) -> dict[str, str | int]:
    """What the author made, as parts of addresses."""
    movie = make.movie()
    return {"name": author.name, "member_id": author.id, "sign_in_id": 1, "pages.movie slug": movie.slug}
