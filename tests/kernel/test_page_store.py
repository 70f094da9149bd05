"""Pages kept for readers: alike for all of them, nobody's own, gone with the next write."""

import gzip
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client
from werkzeug.wrappers import Response

from forum.app import create_app
from forum.config import Settings
from forum.kernel.db import db
from forum.kernel.page_store import Page, PageStore, Shelf
from forum.kernel.page_version import SqliteVersion, version_reader
from forum.members.actions import sign_in
from forum.movies.models import Movie
from tests.make import member, movie
from tests.support.clients import Visitor, signed_in_with
from tests.support.statements import count_queries


@pytest.fixture(scope="session")
def keeping_house(house: Flask, settings: Settings) -> Iterator[Flask]:
    """The app on the same database, with pages kept as outside the tests."""
    keeping = create_app(settings.model_copy(update={"page_store": True}))
    keeping.test_client_class = Visitor
    yield keeping
    keeping.extensions["balcony_page_version"].close()
    with keeping.app_context():
        db.engine.dispose()


@pytest.fixture
def keeping(app: Flask, keeping_house: Flask) -> Flask:
    """That app over empty tables."""
    return keeping_house


@pytest.fixture
def reader(keeping: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return keeping.test_client()


@pytest.fixture
def page(keeping: Flask) -> str:
    """The address of a page that every reader is shown alike."""
    return f"/movies/{movie('Last Train Home').slug}"


def is_kept(reader: FlaskClient, address: str, **headers: str) -> bool:
    """Whether the page comes without the database's help."""
    with count_queries() as asked:
        assert reader.get(address, headers=headers).status_code < 500
    return not asked


def test_a_page_is_made_once_and_then_shown_as_it_is(reader, page):
    first = reader.get(page)
    with count_queries() as asked:
        second = reader.get(page)
    assert (second.status_code, second.data) == (200, first.data)
    assert dict(second.headers) == dict(first.headers)
    assert not asked


def test_the_next_visit_after_a_write_sees_it(reader, page):
    for title in ("One", "Two", "Three"):
        db.session.execute(sa.update(Movie).values(title=title))
        assert f"<title>{title}" in reader.get(page).text


def test_a_write_that_was_taken_back_is_never_seen(reader, page):
    db.session.execute(sa.update(Movie).values(title="Never"))
    db.session.rollback()
    assert "Never" not in reader.get(page).text


def test_each_language_and_each_light_has_a_page_of_its_own(reader, page):
    db.session.execute(sa.update(Movie).values(on_dvd=date(2011, 2, 22)))
    english = reader.get(page).data
    german = reader.get(page, headers={"Accept-Language": "de-AT, en;q=0.5"}).data
    reader.set_cookie("lights", "down")
    dark = reader.get(page).data
    assert b"Feb 22, 2011" in english
    assert "22.02.2011" in german.decode()
    assert b'<html lang="en" data-theme="dark">' in dark
    reader.delete_cookie("lights")
    assert reader.get(page).data == english
    assert reader.get(page, headers={"Accept-Language": "de-AT, en;q=0.5"}).data == german


def test_the_order_of_a_query_does_not_matter_and_its_values_do(reader, page):
    movie("Another")
    reader.get("/movies?sort=title&letter=L")
    assert is_kept(reader, "/movies?letter=L&sort=title")
    assert not is_kept(reader, "/movies?letter=A&sort=title")


@pytest.mark.parametrize("query", ["?utm=1", "?letter=L&letter=A", "?after=x&x", "?lette%72=L", "?q=" + "a" * 3000])
def test_a_query_that_says_anything_else_is_the_houses_own_to_answer(reader, page, query):
    reader.get("/movies" + query)
    assert not is_kept(reader, "/movies" + query)


def test_a_page_a_browser_has_is_not_sent_again(reader, page):
    tag = reader.get(page).headers["ETag"]
    packed = reader.get(page, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    for condition in (tag, packed, f"W/{tag}", f'"other", {tag}', "*"):
        answer = reader.get(page, headers={"If-None-Match": condition})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert reader.get(page, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_browser_that_has_the_page_is_told_so_also_when_it_must_be_made(reader, page):
    tag = reader.get(page).headers["ETag"]
    member()  # a write that changes nothing on it
    assert reader.get(page, headers={"If-None-Match": tag}).status_code == 304


def test_gzip_for_who_takes_it_with_a_tag_of_its_own(reader, page):
    plain = reader.get(page)
    packed = reader.get(page, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Language, Cookie, Accept-Encoding"
    assert "Content-Encoding" not in reader.get(page, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_head_has_the_headers_of_the_page_and_nothing_else(reader, page):
    shown = reader.get(page)
    head = reader.head(page)
    assert (head.status_code, head.data, dict(head.headers)) == (200, b"", dict(shown.headers))


def test_members_and_readers_in_turns_never_see_each_others_pages(keeping, reader, page):
    ada, bo = member("Ada Lovelace"), member("Bo Widerberg")
    for one in (ada, bo):
        sign_in(one, stays=False, browser="tests")
    db.session.commit()
    browsers = {one.name: signed_in_with(keeping, one.get_id()) for one in (ada, bo)}
    alike = reader.get(page).data
    for _ in range(5):
        for name, browser in browsers.items():
            answer = browser.get(page)
            assert name in answer.text
            assert all(other not in answer.text for other in browsers if other != name)
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "ETag" not in answer.headers
        assert reader.get(page).data == alike
    assert not any(name.encode() in alike for name in browsers)


@pytest.mark.parametrize("address", ["/movies/never-made-1999", "/settings", "/login", "/settings/x.css", "/readyz"])
def test_what_is_not_a_page_for_everybody_is_never_kept(reader, page, address):
    first = reader.get(address)
    second = reader.get(address)
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_no_cookie_comes_with_a_kept_page(reader, page):
    reader.get("/login")  # opens a session
    assert reader.get_cookie("balcony") is not None
    assert not any("Set-Cookie" in reader.get(page).headers for _ in range(2))
    other = FlaskClient(reader.application, use_cookies=False)
    assert not any("Set-Cookie" in other.get(page).headers for _ in range(2))


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Host", "Forwarded", "X-Original-URL", "User-Agent", "Origin"]
)
def test_a_header_outside_the_key_changes_nothing(reader, page, header):
    poisoned = reader.get(page, headers={header: "evil.example"})
    assert b"evil" not in poisoned.data
    assert reader.get(page).data == poisoned.data


def test_another_host_has_pages_of_its_own(reader, page):
    reader.get(page)
    assert not is_kept(reader, page, Host="evil.example")


def test_posters_are_kept_too(reader, page):
    address = page.replace("/movies/", "/posters/") + ".svg"
    answer = reader.get(address)
    assert (answer.mimetype, answer.cache_control.max_age) == ("image/svg+xml", 24 * 3600)
    assert is_kept(reader, address)


def test_turned_off_every_visit_reaches_the_house(client, page):
    client.get(page)
    assert not is_kept(client, page)


def test_the_version_is_another_after_a_commit_and_the_same_without(app):
    version = version_reader(db.engine.url)
    before = version.read()
    assert version.read() == before
    member()
    assert version.read() != before
    version.close()
    assert version.read() != before
    version.close()


def test_a_page_that_was_overtaken_by_a_write_is_made_again():
    house = Notice()
    store = PageStore(house.show, house, private_cookies=(), shelf=Shelf())
    reader = Client(store)
    house.while_shown = "two"
    assert reader.get("/").text == "one"
    assert reader.get("/").text == "two"


def test_a_database_that_cannot_be_asked_leaves_the_answer_to_the_house(tmp_path):
    missing = SqliteVersion(str(tmp_path / "no.db"))
    house = Notice()
    reader = Client(PageStore(house.show, missing, private_cookies=(), shelf=Shelf()))
    assert [reader.get("/").text, reader.get("/").text] == ["one", "one"]
    assert house.shown == 2
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(sqlite3.Error):
        missing.read()


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Cache-Control": "private"}, 200),
        ({"Cache-Control": "no-store"}, 200),
        ({"Set-Cookie": "a=b"}, 200),
        ({"Vary": "User-Agent"}, 200),
        ({"Vary": "*"}, 200),
        ({"Content-Encoding": "br"}, 200),
        ({"Content-Type": "application/json"}, 200),
        ({}, 203),
        ({"Location": "/"}, 302),
        ({}, 404),
        ({}, 500),
    ],
)
def test_an_answer_that_is_somebodys_or_no_page_is_handed_on_untouched(headers, status):
    house = Notice(headers, status)
    reader = Client(PageStore(house.show, house, private_cookies=(), shelf=Shelf()))
    answers = [reader.get("/") for _ in range(2)]
    assert house.shown == 2
    assert {(answer.status_code, answer.text, "ETag" in answer.headers) for answer in answers} == {
        (status, "one", False)
    }


def test_the_shelf_holds_no_more_than_it_may_and_lets_the_unread_go():
    shelf = Shelf(most_bytes=10 * Page(b"x" * 1000, []).size)
    for number in range(30):
        shelf.put(number, 1, Page(b"%04d" % number + b"x" * 996, []))
        shelf.find(0, 1)
    assert (len(shelf), shelf.bytes) == (10, 20_000)
    assert [bool(shelf.find(number, 1)) for number in (0, 1, 29)] == [True, False, True]
    shelf.put("too large", 1, Page(b"x" * 30_000, []))
    assert shelf.bytes <= 20_000


def test_a_page_made_again_with_the_same_bytes_keeps_its_forms():
    shelf = Shelf()
    first = shelf.put("key", 1, Page(b"same", []))
    assert shelf.put("key", 2, Page(b"same", [])) is first
    assert shelf.find("key", 1) is None
    assert shelf.put("key", 3, Page(b"other", [])) is not first
    assert shelf.bytes == Page(b"other", []).size


class Notice:
    """A house of one page, its own version, that somebody may write on while it is shown."""

    def __init__(self, headers: dict[str, str] | None = None, status: int = 200) -> None:
        self.text, self.while_shown, self.shown = "one", "", 0
        self._headers, self._status = {"Content-Type": "text/html"} | (headers or {}), status

    def read(self) -> str:
        """The version: what is written now."""
        return self.text

    def close(self) -> None:
        """Nothing is held."""

    def show(self, environ, start_response: Callable) -> Iterable[bytes]:
        """What was written when the page was begun."""
        self.shown += 1
        answer = Response(self.text, self._status, headers=self._headers)
        self.text = self.while_shown or self.text
        return answer(environ, start_response)
