"""A film file that holds everything: after its import each value stands on the movie's page, or on the page for it."""

import json
from html import unescape
from pathlib import Path

import pytest

from tests import make
from tests.imports.make import brought

FILE = Path(__file__).parent / "everything.jsonl"


VALUES = [
    ("", ["Last Train Home", "(2010)", "归途列车"]),
    ("", ["A long ride home tells more about a country than its statistics do."]),
    ("", ["a hundred and thirty million workers", "The Zhangs have made the journey for sixteen years."]),
    ("", ["PG", "85 min", "Documentary", "Art House & International", "Special Interest"]),
    ("", ["Lixin Fan", "Directed by", "Written by"]),
    ("", ["Zhang Changhua", "The father", "Chen Suqin"]),
    ("", ["Sep 3, 2010", "Feb 22, 2011", "$0.3M", "Zeitgeist Films"]),
    ("", ['href="https://last-train-home.example/"', 'href="https://posters.example/last-train-home.jpg"']),
    ("", ['href="https://www.imdb.com/title/tt1512201/"', 'href="https://www.themoviedb.org/movie/40771"']),
    ("", ["Six weeks on a railway platform", "https://news.example/platform", "Interview", "The Carriage"]),
    ("", ["A prize in Leeds", "https://news.example/prize", "News"]),
    ("/news", ["Six weeks on a railway platform", "Interview", "The Carriage", "Sep 1, 2010", "A prize in Leeds"]),
    ("", ["Maud Ellery", "The Harbour Gazette", "The camera earns its place in the carriage.", "Top Critic"]),
    ("/critics", ["https://gazette.example/train", "Jan 4, 2011", "3/4", "For</span>", "Against</span>"]),
    ("/critics", ["Evening Lantern", "Patient to a fault."]),
    ("/critics", ["All Critics <span>2</span>", "Top Critics <span>1</span>"]),
    ("", ["Walter M.", "Super Reviewer", "4 out of 5 stars", "worth the <em>whole</em> ticket."]),
    ("/reviews", ["Walter M.", "Mar 1, 2011"]),
    ("", ["Qin", "You want to see the real me? This is the real me.", "Nobody answers.", "01:02:03"]),
    ("/quotes", ["Qin", "Nobody answers.", "01:02:03"]),
    ("/queue", ["Grandmother", "Study, and you will not have to leave."]),
    ("", ["Who is to blame for the fight?"]),
    ("/discussion", ["Who is to blame for the fight?", "Otto Reel"]),
    ("/thread", ["I keep changing sides.", "Otto Reel", "The distance is.", "That is a place, not a person."]),
]  # fmt: skip


@pytest.fixture
def pages(app, as_):
    """The words of the movie's pages, as a reader and a moderator find them."""
    brought(FILE.read_bytes())
    reader, moderator = app.test_client(), as_(make.moderator())
    base = "/movies/last-train-home-2010"
    parts = ("", "/critics", "/reviews", "/quotes", "/discussion", "/news")
    shown = {part: unescape(reader.get(f"{base}{part}").text) for part in parts}
    thread = unescape(reader.get(_link_in(shown["/discussion"], "/threads/")).text)
    return shown | {"/thread": thread, "/queue": unescape(moderator.get("/moderation/quotes").text)}


def test_every_value_of_the_file_stands_on_its_page(pages):
    missing = [(part, value) for part, values in VALUES for value in values if value not in pages[part]]
    assert missing == []


def test_the_file_holds_every_key_of_the_contract():
    film = json.loads(FILE.read_text(encoding="utf-8"))
    empty = [key for key, value in film.items() if value in (None, [], "")]
    assert empty == []
    assert len(film) == 24


def test_what_waits_for_a_moderator_is_not_on_the_page(pages):
    assert "Study, and you will not have to leave." not in pages[""] + pages["/quotes"]


def _link_in(page, beginning):
    return beginning + page.split(f'href="{beginning}', 1)[1].split('"', 1)[0].split("#")[0]
