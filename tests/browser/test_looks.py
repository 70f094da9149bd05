"""Every page in every size and both lights, for everybody who sees it: its looks, its barriers, its HTML."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.looks import ADMIN, ERRORS, FAULTS, MEMBER, NO_PAGE, READER, SEEN_BY, SIZES, STAFF, faults_of
from tests.browser.people import Person
from tests.support import checkers

Places = dict[str, str]
CHECK_HTML = (
    "java",
    "-Xss1m",
    "-jar",
    str(checkers.VNU.path),
    "--errors-only",
    "--exit-zero-always",
    "--format",
    "json",
)
# New in every form or answer, and never what a page looks like.
KEYS = re.compile(r'name="(csrf_token|once)" value="[^"]*"|Request: <code>[0-9a-f]*</code>')
SET_FONT = """async (metrics) => {
  const any = ['Liberation Sans', 'DejaVu Sans', 'Arial', 'Noto Sans'].map((name) => `local("${name}")`).join(', ');
  document.fonts.add(await new FontFace('measured', any, metrics).load());
  for (const name of ['--sans', '--serif']) document.documentElement.style.setProperty(name, 'measured');
}"""
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


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Between their frames, the pages that were looked at; what is alike for others need not be looked at again."""
    return set()


@SAME_ON_BOTH
@pytest.mark.parametrize("role", SEEN_BY, ids=lambda role: role or "reader")
def test_every_page_looks_right_and_bars_nobody(
    visit: Callable[..., Page], places: Places, looked_at: set[str], role: str
):
    _know(places, visit)
    axe = checkers.AXE.find()
    page = visit("/about", role=role)
    wrong: list[str] = []
    for address in _addresses(role, places):
        answer = page.goto(address)
        assert answer is not None
        if not (answer.ok or address in ERRORS):
            wrong.append(f"{address}: status {answer.status}")
        elif _is_new(page, looked_at):
            wrong += [f"{address} {fault}" for fault in faults_of(page, axe=axe.read_text("utf-8") if axe else "")]
    assert not wrong, "\n".join(wrong)
    _have(axe)


@SAME_ON_BOTH
@pytest.mark.parametrize("ascent, descent", [("75%", "25%"), ("110%", "45%")], ids=["a low font", "a high font"])
def test_nothing_is_too_small_to_press_in_any_font(visit: Callable[..., Page], ascent: str, descent: str):
    """Fonts differ from one machine to the next, and with them how high a link in a line is."""
    page = visit("/moderation/quotes", role="moderator")
    for address in ("/moderation/quotes", "/movies/last-train-home-2010", "/members/Ruth Okafor"):
        page.goto(address)
        page.evaluate(SET_FONT, {"ascentOverride": ascent, "descentOverride": descent, "lineGapOverride": "0%"})
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert [fault for fault in page.evaluate(FAULTS) if fault.startswith("target")] == []


@SAME_ON_BOTH
def test_the_html_of_every_page_is_sound(visit: Callable[..., Page], places: Places, tmp_path: Path):
    _have(checkers.VNU.find() and not checkers.missing())
    _know(places, visit)
    pages = [(role, address) for role in SEEN_BY for address in _addresses(role, places)]
    readers = {role: visit("/about", role=role).request for role in SEEN_BY}
    for number, (role, address) in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(readers[role].get(address).body())
    files = [f"{number}.html" for number in range(len(pages))]
    checked = subprocess.run([*CHECK_HTML, *files], check=True, capture_output=True, cwd=tmp_path)
    told = [(pages[int(Path(fault["url"]).stem)], fault) for fault in json.loads(checked.stderr)["messages"]]
    wrong = [f"{page}: {fault['message']} {fault.get('extract', '')}" for page, fault in told]
    assert not wrong, "\n".join(wrong)


def _is_new(page: Page, looked_at: set[str]) -> bool:
    """Whether nobody was shown these words and controls yet; from now on they are known."""
    shown = KEYS.sub("", page.locator("main").inner_html())
    is_new = shown not in looked_at
    looked_at.add(shown)
    return is_new


def _have(checker: object) -> None:
    """Skip, in loud words, what cannot be checked here; fail where it must be."""
    assert checker or not checkers.is_required(), checkers.missing()
    if not checker:
        pytest.skip(checkers.missing())


def _know(places: Places, visit: Callable[..., Page]) -> None:
    if not places:
        places.update(_places(visit))


def _addresses(role: str, places: Places) -> Iterator[str]:
    for pattern in dict.fromkeys(SEEN_BY[role]):
        yield re.sub(r"\{(.+?)\}", lambda match: places[match[1]], pattern)


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
