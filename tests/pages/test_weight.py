"""What a page weighs on its way: everything a browser fetches for it, compressed as the house sends it."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from forum.app import create_app
from forum.kernel.db import db
from forum.seeds import sample
from tests.boards.make import opening, reply, thread
from tests.imports.make import brought
from tests.make import member

KILOBYTE = 1024
WORDS = "The camera waits where the family waits, and nobody in the crowd looks back at it. "
FETCHED = r'(?:href|src)="(/(?:static|posters)/[^"#]+)'
SAME_ON_BOTH = "what a page weighs is decided by its HTML"


@pytest.fixture
def reader(app, settings) -> Iterator[FlaskClient]:
    """Somebody who is not signed in, at a house as it is outside the tests."""
    house = create_app(settings.model_copy(update={"page_store": True}))
    yield house.test_client()
    with house.app_context():
        db.engine.dispose()


def weigh(reader: FlaskClient, address: str) -> int:
    """How many bytes are sent for this address."""
    answer = reader.get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert answer.status_code == 200
    return len(answer.data)


def fetched_for(reader: FlaskClient, address: str) -> list[str]:
    """The page, and all that it names once: style sheets, scripts, marks, posters."""
    return [address, *dict.fromkeys(re.findall(FETCHED, reader.get(address).text))]


@pytest.mark.sqlite_only(SAME_ON_BOTH)
def test_a_movie_with_fifty_critics_weighs_at_most_60_kb(reader):
    brought(sample.MOVIES.read_bytes().splitlines()[0])
    parts = fetched_for(reader, "/movies/last-train-home-2010")
    assert {part.rsplit(".", 1)[-1] for part in parts[1:]} == {"css", "js", "svg"}
    assert sum(weigh(reader, part) for part in parts) <= 60 * KILOBYTE


@pytest.mark.sqlite_only(SAME_ON_BOTH)
def test_a_thread_of_fifty_posts_weighs_at_most_100_kb(reader):
    talk = thread()
    authors = [member() for _ in range(7)]
    for number in range(49):
        reply(opening(talk), authors[number % 7], WORDS * (number % 5 + 1) + f"({number})")
    db.session.commit()
    address = f"/threads/{talk.id}/{talk.slug}"
    assert reader.get(address).text.count('class="post-body"') == 50
    assert sum(weigh(reader, part) for part in fetched_for(reader, address)) <= 100 * KILOBYTE


@pytest.mark.sqlite_only(SAME_ON_BOTH)
@pytest.mark.parametrize(("kind", "most"), [("css", 20), ("js", 15)])
def test_styles_and_scripts_weigh_little_in_all(reader, kind, most):
    parts = [part for part in fetched_for(reader, "/about") if part.endswith(f".{kind}")]
    assert parts
    assert sum(weigh(reader, part) for part in parts) <= most * KILOBYTE
