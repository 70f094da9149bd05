"""Pages kept for readers: alike for all of them, nobody's own, each made once."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import brotli
import pytest
from werkzeug.test import Client

from forum.kernel.page_shelf import Shelf
from forum.kernel.page_store import PageStore
from forum.kernel.page_version import SqliteVersion
from tests.kernel.notice import SESSION, Notice

LONG = "The balcony is open. " * 200
PRIVATE = [{"Cookie": f"{SESSION}=mine"}, {"Cookie": f"lights=up; {SESSION}=mine"}, {"Authorization": "mine"}]
METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS")
FOR_SOMEBODY = [
    ({"Cache-Control": "private"}, 200),
    ({"Cache-Control": "no-store"}, 200),
    ({"Set-Cookie": "a=b"}, 200),
    ({"Vary": "User-Agent"}, 200),
    ({"Vary": "*"}, 200),
    ({"Content-Encoding": "br"}, 200),
    ({"Content-Type": "application/json"}, 200),
    ({"Location": "/"}, 302),
    *(({}, status) for status in (203, 206, 404, 500)),
]


@pytest.mark.parametrize("asked", [*PRIVATE, {}], ids=str)
def test_nothing_that_is_somebodys_is_ever_kept_or_shown_to_another(asked):
    for method, (headers, status) in product(METHODS, [({}, 200), *FOR_SOMEBODY]):
        house = Notice(headers, status)
        browser = house.before()
        browser.open("/", method=method, headers=asked)
        for_all = bool(not asked and method == "GET" and not headers and status == 200)
        house.headers, house.status = {}, 200
        answer = browser.get("/")
        assert (house.shown, answer.text) == (1 if for_all else 2, "one")
        assert "Set-Cookie" not in answer.headers
        assert browser.get("/", headers=asked).text == "one" + "".join(asked.values())
        assert house.shown == (1 if for_all else 2) + bool(asked)


@pytest.mark.parametrize("headers, status", FOR_SOMEBODY)
def test_an_answer_that_is_somebodys_or_no_page_is_handed_on_untouched(headers, status):
    house = Notice(headers, status)
    browser = house.before()
    answers = [browser.get("/") for _ in range(2)]
    assert house.shown == 2
    assert {(one.status_code, one.text, "ETag" in one.headers) for one in answers} == {(status, "one", False)}


@pytest.mark.parametrize("query", ["utm=1", "letter=L&letter=A", "after=x&x", "lette%72=L", "q=" + "a" * 3000])
def test_a_query_that_says_anything_else_is_the_houses_own_to_answer(query):
    house = Notice()
    browser = house.before()
    assert [browser.get(f"/?{query}").text for _ in range(2)] == ["one", "one"]
    assert house.shown == 2


def test_the_order_of_a_query_does_not_matter_and_its_values_and_host_do():
    house = Notice()
    browser = house.before()
    for address in ("/?sort=title&letter=L", "/?letter=L&sort=title", "/?letter=A&sort=title"):
        browser.get(address)
    assert house.shown == 2
    browser.get("/?letter=A&sort=title", headers={"Host": "evil.example"})
    assert house.shown == 3


def test_a_page_a_browser_has_is_not_sent_again_whatever_form_it_has():
    browser = Notice(text=LONG).before()
    tag, packed, tight = (browser.get("/", headers={"Accept-Encoding": e}).headers["ETag"] for e in ("", "gzip", "br"))
    assert len({tag, packed, tight}) == 3
    for condition in (tag, packed, tight, f"W/{tag}", f'"other", {tag}', "*"):
        answer = browser.get("/", headers={"If-None-Match": condition})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers.keys())
    assert browser.get("/", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "wishes, encoding",
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_each_browser_gets_the_form_it_takes(wishes, encoding):
    browser = Notice(text=LONG, headers={"Vary": "Cookie"}).before()
    answer = browser.get("/", headers={"Accept-Encoding": wishes})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data).decode() == LONG
    assert (answer.content_length, answer.headers["Vary"]) == (len(answer.data), "Cookie, Accept-Encoding")


def test_head_has_the_headers_of_the_page_and_nothing_else():
    house = Notice(text=LONG)
    browser = house.before()
    shown = browser.get("/")
    head = browser.head("/")
    assert (head.status_code, head.data, dict(head.headers), house.shown) == (200, b"", dict(shown.headers), 1)


def test_a_page_that_was_overtaken_by_a_write_is_made_again():
    house = Notice()
    browser = house.before()
    house.while_shown = "two"
    assert [browser.get("/").text for _ in range(3)] == ["one", "two", "two"]
    assert house.shown == 2


def test_of_readers_who_come_at_once_one_has_the_page_made():
    house = Notice()
    browser = house.before()
    house.may_answer.clear()
    with ThreadPoolExecutor(8) as readers:
        answers = [readers.submit(browser.get, "/") for _ in range(8)]
        threading.Event().wait(0.05)  # until all of them have come
        house.may_answer.set()
    assert ({answer.result().text for answer in answers}, house.shown) == ({"one"}, 1)


def test_a_reader_who_waited_for_another_is_shown_what_was_written_meanwhile():
    house = Notice()
    browser = house.before()
    house.while_shown = "two"
    house.may_answer.clear()
    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(browser.get, "/")
        while not house.shown:
            pass
        later = readers.submit(browser.get, "/")
        house.may_answer.set()
    assert (first.result().text, later.result().text) == ("one", "two")


def test_a_database_that_cannot_be_asked_leaves_the_answer_to_the_house(tmp_path):
    house = Notice()
    missing = SqliteVersion(str(tmp_path / "no.db"))
    browser = Client(PageStore(house.show, missing, private_cookies=(), shelf=Shelf()))
    assert [browser.get("/").text, browser.get("/").text] == ["one", "one"]
    assert house.shown == 2
