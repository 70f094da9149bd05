"""Every page in both sizes and both lights, for everybody who sees it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.looks import (
    ADMIN,
    ALSO_FOR_MEMBERS,
    ALSO_FOR_STAFF,
    ERRORS,
    MEMBER,
    NO_PAGE,
    READER,
    STAFF,
    faults_of,
)
from tests.browser.people import Person

Places = dict[str, str]
ROLES = {"": READER, "member": MEMBER, "moderator": STAFF, "admin": ADMIN}
SAME_ON_BOTH = pytest.mark.sqlite_only("a page's looks come from its HTML and CSS, which know of no database")


@pytest.mark.sqlite_only("routes are the same whatever the database")
def test_every_page_has_a_row(house: Flask):
    pages = {rule.endpoint for rule in house.url_map.iter_rules() if "GET" in (rule.methods or ())}
    rows = READER.keys() | MEMBER.keys() | STAFF.keys() | ADMIN.keys() | NO_PAGE.keys()
    assert (pages - rows, rows - pages) == (set(), set())


@pytest.fixture(scope="module")
def places() -> Places:
    """Addresses with numbers in them, found once by following links."""
    return {}


@SAME_ON_BOTH
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("role", ["", "member", "moderator", "admin"], ids=lambda role: role or "reader")
def test_every_page_looks_right(visit: Callable[..., Page], places: Places, role: str, width: int, theme: str):
    if not places:
        places.update(_places(visit))
    page = visit("/about", role=role, width=width, theme=theme)
    faults = {}
    for address in _addresses(role, places):
        answer = page.goto(address)
        assert answer is not None
        wrong = [] if answer.ok or address in ERRORS else [f"status {answer.status}"]
        if wrong or (wrong := faults_of(page)):
            faults[address] = wrong
    assert faults == {}


def _addresses(role: str, places: Places) -> Iterator[str]:
    also = {"": (), "member": ALSO_FOR_MEMBERS, "moderator": ALSO_FOR_STAFF, "admin": ()}[role]
    for pattern in [*ROLES[role].values(), *(READER[endpoint] for endpoint in also)]:
        yield re.sub(r"\{(.+?)\}", lambda match: places[match[1]], pattern)
    yield from ERRORS if not role else ()


def _places(visit: Callable[..., Page]) -> Places:
    ines = Person(visit("/boards/the-lobby/new", role="member"), "Ines Moreau")
    ines.page.get_by_label("Title").fill("Something to look at")
    ines.page.get_by_label("Opening post").fill("Words, *more* words, `code`.\n\n> A quotation\n\n||hidden||")
    ines.press("Start the thread")
    own_post = f"/posts/{ines.page.locator('.post').first.get_attribute('id').removeprefix('p')}"
    ines.opens("/movies/cure-1997")
    ines.submit_quote([("", "Something to wait for.")])
    own_quote = urlsplit(ines.page.url).path
    ines.opens("/movies/cure-1997/suggestions/new")
    ines.page.get_by_label("Cast").fill("Koji Yakusho as Takabe\nMasato Hagiwara as Mamiya")
    ines.page.get_by_label("Synopsis", exact=True).fill("A detective.\n\nA stranger with a lighter.")
    ines.page.get_by_label("How do you know?").fill("The credits, twice.")
    ines.press("Send to the moderators")
    own_suggestion = urlsplit(ines.page.url).path
    editor = Person(visit("/movies/cure-1997/edit", role="moderator"), "Ruth Okafor")
    editor.page.get_by_label("Studio").fill("Daiei Film")
    editor.page.get_by_label("Why you change it").fill("As on the poster.")
    editor.press("Save")
    editor.opens("/movies/cure-1997/revisions")
    train = "/movies/last-train-home-2010"
    reader, staff = visit("/movies/parasite-2019"), visit("/badges/super-reviewer", role="moderator")
    found = {
        "own post": own_post,
        "own quote": own_quote,
        "waiting quote": own_quote,
        "own suggestion": own_suggestion,
        "own suggestions": _link(ines.page, "main a[href$='/suggestions']"),
        "revision": _link(editor.page, "main a[href$='/undoing']").removesuffix("/undoing"),
        "approved quote": _link(reader, "main a[href^='/quotes/']"),
        "review": _link(reader, "main a[href^='/reviews/']"),
        "thread": _link(reader, "#discussion a[href^='/threads/']"),
        "critic": _link(visit(f"{train}/critics", role="moderator"), "main a[href$='/removal']").removesuffix(
            "/removal"
        ),
        "story": _link(visit(f"{train}/news", role="moderator"), "main a[href$='/removal']").removesuffix("/removal"),
        "award": _link(staff, "main a[href$='/withdrawal']").removesuffix("/withdrawal"),
    }
    reader.goto(found["thread"])
    found["post"] = f"/posts/{reader.locator('.post').first.get_attribute('id').removeprefix('p')}"
    found["thread number"] = found["thread"].rsplit("/", 1)[0]
    found["board"] = _link(visit("/admin", role="admin"), "main a[href^='/admin/boards/']")
    return found


def _link(page: Page, which: str) -> str:
    return urlsplit(str(page.locator(which).first.get_attribute("href"))).path
