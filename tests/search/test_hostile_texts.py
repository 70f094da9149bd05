"""Whatever is typed, the answer is results or "nothing found": never a fault, never markup, never syntax."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.kernel.text import cleaned
from forum.search.marking import marked
from forum.search.models import NAMED, Kind
from forum.search.queries import find, load
from forum.search.words import query_of
from tests.search import make
from tests.security.payloads import HANDLERS, LINKS, SCRIPTS

SYNTAX = [
    "\"", "\"\"", "\"\"\"", "*", "a*", "* *", "^", "a^b", "NEAR(", "NEAR(a b, 2)", "a NEAR b", "AND", "OR", "NOT",
    "a AND", "NOT a", "a OR OR b", "kind:movie", "names : a", "{names folded} : a", "- a", "-a", "+a", "a + b", "(",
    ")", "()", "(((", "a)", "%", "%%", "_", "__", "a_b", "\\", "\\'", "'", "''", "a'b", "' OR 1=1 --",
    "'; DROP TABLE entries; --", "a:*", "a:", ":*", "a & b", "a | b", "!a", "a <-> b", "<2>", "a:ABCD", "'a':*A",
    "$1", "%s", "%(q)s", ":q", "?", "?1", "{{ 7*7 }}", "{% raw %}", "\x00", "a\x00b", "\u202etxt", "\ud800",
    "\U0001f37f", "\U0001f3ac\U0001f37f", "\ufdfa", "\u0130", "\xdf", "\u0149", "\u01f0", "\u3350", "\u33d2", "\xbd",
    "\u2460", "\xb2", "\u0663", "\u0967", "\u2167", "\u2178", "\xaa", "\u24d0", "a" * 5000, "a " * 5000, "-" * 300,
    "\"" * 201, "é" * 200, "中" * 200, "a" * 199 + "'", "\n\r\t", "\u200b", "\u3164", "\u2028", "+", "NULL", "None",
    "nan", "1e999", "0x41", "-1", "..", "../../etc/passwd", "https://a.b/c?d=e#f", "a@b.c", "rowid", "rank",
    "entries_words",
]  # fmt: skip
ARGUMENTS = [
    "", "0", "-1", "20", "99999", "1e5", "\u0663", "\xb2", "x", "%", "2147483648", "9" * 30, "movies", "MOVIES", "in",
    "'",
]  # fmt: skip

KINDS = list(Kind)
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made_up(count: int) -> list[str]:
    """Pieces of syntax in all orders."""
    chance = random.Random(3)
    return ["".join(chance.choices(SYNTAX[:60], k=chance.randint(2, 6))) for _ in range(count)]


@pytest.fixture
def world(app) -> None:
    make.movie("A Film With a Name", cast=["Nan Null"], synopsis="Rank and AND, NEAR the OR.")
    make.thread(title="NOT a AND", body="a b c ² ½ ① rowid")


def looked_for(text: str) -> None:
    """It is found or not, in every way there is to look for it."""
    query = query_of(text)
    found = find(query, KINDS)
    for entry in load(found.ids.get(Kind.MOVIE, [])):
        assert "".join(piece.text for piece in marked(entry.title, query)) == entry.title


def test_no_text_is_a_fault(world):
    texts = [*SYNTAX, *SCRIPTS[::6], *HANDLERS[::6], *LINKS[::9], *made_up(80)]
    assert len(texts) > 200
    for text in texts:
        looked_for(text)
    for text in SYNTAX[::4]:
        find(query_of(text), NAMED, names_only=True)
        find(query_of(text), [Kind.POST])


def test_no_text_and_no_argument_of_an_address_is_a_fault(world, client):
    asked: list[dict[str, Any]] = [
        {"q": text.encode("utf-8", "surrogatepass")} for text in [*SYNTAX[::8], *SCRIPTS[::30]]
    ]
    asked += [{"q": "a", "in": "movies"} | {name: value} for name in ("in", "after") for value in ARGUMENTS[::2]]
    asked += [{"q": "a", "in": "threads", "before": value} for value in ARGUMENTS[1::2]]
    for arguments in asked:
        assert client.get("/search", query_string=arguments).status_code == 200, arguments
    for text in SYNTAX[::15]:
        assert client.get("/search/suggestions", query_string={"q": text}).status_code == 200, ascii(text)


def test_what_was_typed_is_shown_as_typed(world, client):
    page = client.get("/search", query_string={"q": "<mark><script>alert(1)</script> a"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@given(text=st.text(st.characters(), max_size=230))
@FEW
def test_any_text_may_be_looked_for(world, text):
    looked_for(text)


@given(
    titles=st.lists(
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), min_size=1, max_size=60),
        max_size=30,
    )
)
@settings(FEW, max_examples=3)
def test_any_title_can_be_indexed_and_looked_for(world, titles):
    make.movies((title.strip() or "x", 1999, ()) for title in dict.fromkeys(map(cleaned, titles)))
    for title in titles[:5]:
        looked_for(title)
