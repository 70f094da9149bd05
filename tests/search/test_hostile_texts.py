"""Whatever is typed, the answer is results or "nothing found": never a fault, never markup, never syntax."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search import make
from tests.security.payloads import HANDLERS, LINKS, SCRIPTS

SYNTAX = [
    '"',
    '""',
    '"""',
    "*",
    "a*",
    "* *",
    "^",
    "a^b",
    "NEAR(",
    "NEAR(a b, 2)",
    "a NEAR b",
    "AND",
    "OR",
    "NOT",
    "a AND",
    "NOT a",
    "a OR OR b",
    "kind:movie",
    "names : a",
    "{names folded} : a",
    "- a",
    "-a",
    "+a",
    "a + b",
    "(",
    ")",
    "()",
    "(((",
    "a)",
    "%",
    "%%",
    "_",
    "__",
    "a_b",
    "\\",
    "\\'",
    "'",
    "''",
    "a'b",
    "' OR 1=1 --",
    "'; DROP TABLE entries; --",
    "a:*",
    "a:",
    ":*",
    "a & b",
    "a | b",
    "!a",
    "a <-> b",
    "<2>",
    "a:ABCD",
    "'a':*A",
    "$1",
    "%s",
    "%(q)s",
    ":q",
    "?",
    "?1",
    "{{ 7*7 }}",
    "{% raw %}",
    "\x00",
    "a\x00b",
    "\u202etxt",
    "\ud800",
    "\U0001f37f",
    "🎬🍿",
    "ﷺ",
    "İ",
    "ß",
    "ŉ",
    "ǰ",
    "㍐",
    "㏒",
    "½",
    "①",
    "²",
    "٣",
    "१",
    "Ⅷ",
    "ⅸ",
    "ª",
    "ⓐ",
    "a" * 5000,
    "a " * 5000,
    "-" * 300,
    '"' * 201,
    "é" * 200,
    "中" * 200,
    "a" * 199 + "'",
    "\n\r\t",
    "\u200b",
    "\u3164",
    "\u2028",
    "+",
    "NULL",
    "None",
    "nan",
    "1e999",
    "0x41",
    "-1",
    "..",
    "../../etc/passwd",
    "https://a.b/c?d=e#f",
    "a@b.c",
    "rowid",
    "rank",
    "entries_words",
]
ARGUMENTS = [
    "",
    "0",
    "-1",
    "20",
    "99999",
    "1e5",
    "٣",
    "²",
    "x",
    "%",
    "2147483648",
    "9" * 30,
    "movies",
    "MOVIES",
    "in",
    "'",
]


def made_up(count: int) -> list[str]:
    """Pieces of syntax in all orders."""
    chance = random.Random(3)
    return ["".join(chance.choices(SYNTAX[:60], k=chance.randint(2, 6))) for _ in range(count)]


@pytest.fixture
def world(app) -> None:
    make.movie("A Film With a Name", cast=["Nan Null"], synopsis="Rank and AND, NEAR the OR.")
    make.thread(title="NOT a AND", body="a b c ² ½ ① rowid")


def test_no_text_is_a_fault(world, client):
    texts = [*SYNTAX, *SCRIPTS, *HANDLERS, *LINKS[::5], *made_up(60)]
    assert len(texts) > 200
    for text in texts:
        for address in ("/search", "/search/suggestions"):
            answer = client.get(address, query_string={"q": text.encode("utf-8", "surrogatepass")})
            assert answer.status_code == 200, ascii(text)


def test_no_place_and_no_kind_is_a_fault(world, client):
    for value in ARGUMENTS:
        for name in ("in", "after", "before"):
            asked = {"q": "a", "in": "movies"} | {name: value}
            assert client.get("/search", query_string=asked).status_code == 200, asked


def test_what_was_typed_is_shown_as_typed(world, client):
    page = client.get("/search", query_string={"q": "<mark><script>alert(1)</script> a"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@given(text=st.text(st.characters(codec="utf-8"), max_size=230), kind=st.sampled_from(["", "movies", "threads"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_an_answer(world, client, text, kind):
    assert client.get("/search", query_string={"q": text, "in": kind}).status_code == 200
    assert client.get("/search/suggestions", query_string={"q": text}).status_code == 200


@given(title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_title_can_be_indexed_and_found_by_itself(world, client, title):
    make.movie(title.strip() or "x", 1999)
    assert client.get("/search", query_string={"q": title, "in": "movies"}).status_code == 200
