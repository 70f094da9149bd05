"""The real pages, kept: made once, gone with the next write, the same for everybody who may see them."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_login import COOKIE_NAME

from forum.kernel.db import db
from forum.kernel.page_shelf import Shelf
from forum.kernel.page_store import PageStore
from forum.kernel.page_version import version_reader
from forum.members.actions import sign_in
from forum.members.passwords import hash_password
from forum.movies.models import Movie
from tests.make import member, movie
from tests.support.clients import signed_in_with
from tests.support.statements import count_queries

OUTSIDE_THE_KEY = "X-Forwarded-Host X-Forwarded-Proto X-Host Forwarded X-Original-URL User-Agent Origin".split()


@pytest.fixture
def keeping(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app with pages kept as outside the tests, none so far."""
    version = version_reader(db.engine.url)
    cookies = (app.config["SESSION_COOKIE_NAME"], COOKIE_NAME)
    monkeypatch.setattr(app, "wsgi_app", PageStore(app.wsgi_app, version, private_cookies=cookies, shelf=Shelf()))
    yield app
    version.close()


@pytest.fixture
def reader(keeping: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return keeping.test_client()


@pytest.fixture
def page(app: Flask) -> str:
    """The address of a page that every reader is shown alike."""
    return f"/movies/{movie('Last Train Home').slug}"


def is_kept(reader: FlaskClient, address: str) -> bool:
    """Whether the page comes without the database's help."""
    with count_queries() as asked:
        assert reader.get(address).status_code == 200
    return not asked


def test_a_page_is_made_once_and_shown_as_it_is_until_something_is_written(reader, page):
    first = reader.get(page)
    with count_queries() as asked:
        second = reader.get(page)
    assert (second.status_code, second.data, dict(second.headers)) == (200, first.data, dict(first.headers))
    assert not asked
    db.session.execute(sa.update(Movie).values(title="Never"))
    db.session.rollback()
    assert is_kept(reader, page)
    for title in ("One", "Two", "Three"):
        db.session.execute(sa.update(Movie).values(title=title))
        assert f"<title>{title}" in reader.get(page).text


def test_posters_and_lists_are_kept_too(reader, page):
    for address in ("/", "/movies?sort=title", f"{page}/news", page.replace("/movies/", "/posters/") + ".svg"):
        assert reader.get(address).status_code == 200
        assert is_kept(reader, address)


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


def test_members_and_readers_in_turns_never_see_each_others_pages(keeping, reader, page):
    ada, bo = member("Ada Lovelace"), member("Bo Widerberg")
    for one in (ada, bo):
        sign_in(one, stays=False, browser="tests")
    db.session.commit()
    browsers = {one.name: signed_in_with(keeping, one.get_id()) for one in (ada, bo)}
    alike = reader.get(page).data
    for _ in range(2):
        for name, browser in browsers.items():
            answer = browser.get(page)
            assert name in answer.text
            assert all(other not in answer.text for other in browsers if other != name)
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "ETag" not in answer.headers
        assert reader.get(page).data == alike
    assert not any(name.encode() in alike for name in browsers)


def test_what_is_not_a_page_for_everybody_is_never_kept(reader, page):
    for address in ("/movies/never-made-1999", "/settings", "/login", "/settings/x.css", "/readyz", "/moderation"):
        first, second = reader.get(address), reader.get(address)
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"], address


def test_no_cookie_comes_with_a_kept_page(reader, page):
    reader.get("/login")  # opens a session
    assert reader.get_cookie("balcony") is not None
    assert not any("Set-Cookie" in reader.get(page).headers for _ in range(2))
    other = FlaskClient(reader.application, use_cookies=False)
    assert not any("Set-Cookie" in other.get(page).headers for _ in range(2))


def test_a_header_outside_the_key_changes_nothing(reader, page):
    poisoned = reader.get(page, headers=dict.fromkeys(OUTSIDE_THE_KEY, "evil.example"))
    assert b"evil" not in poisoned.data
    assert reader.get(page).data == poisoned.data


def test_turned_off_every_visit_reaches_the_house(client, page):
    client.get(page)
    assert not is_kept(client, page)


def test_a_browser_in_which_somebody_signed_in_before_is_shown_kept_pages_too(reader, page):
    member("Ines Moreau", password_hash=hash_password("the long way home"))
    assert not is_kept(reader, page)
    assert reader.post("/login", data={"name": "Ines Moreau", "password": "the long way home"}).status_code == 303
    reader.post("/logout")
    assert reader.get_cookie("balcony-device", path="/login")
    assert is_kept(reader, page)
