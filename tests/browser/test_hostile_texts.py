"""Hostile texts on real pages in a real browser: nothing runs, nothing is fetched from elsewhere."""

from urllib.parse import urlsplit

import pytest

from forum.kernel.markdown import find_fault
from forum.kernel.text import is_blank
from tests.browser.people import Person
from tests.security.payloads import MARK, TYPED

pytestmark = pytest.mark.sqlite_only("what a browser does with a page does not depend on the database behind it")
OPEN_ENDED = ("```", "~~~", "<!--", ":::")  # these would take in the texts after them
LINES = [" ".join(text.split())[:80] for text in TYPED if not is_blank(text)]
PARAGRAPHS = [text for text in TYPED if not is_blank(text) and not any(mark in text for mark in OPEN_ENDED)]
BODY = "\n\n".join(text for text in PARAGRAPHS if not find_fault(text))


def test_a_post_made_of_hostile_texts_does_nothing(visit, site):
    person = _watched(visit, "/boards/the-lobby/new")
    person.page.get_by_label("Title").fill(LINES[0])
    person.page.get_by_label("Opening post").fill(BODY)
    person.press("Start the thread")
    person.sees("Your thread is open.")
    _nothing_happened(person, site)
    person.opens("/boards/the-lobby")
    _nothing_happened(person, site)


def test_a_profile_made_of_hostile_texts_does_nothing(visit, site):
    person = _watched(visit, "/settings")
    person.page.get_by_role("textbox", name="About you").fill(BODY[:1900].rsplit("\n\n", 1)[0])
    person.page.locator("form[action$='/bio'] button").click()
    person.sees("Your profile is saved.")
    person.opens("/members/" + person.name)
    _nothing_happened(person, site)


def test_a_search_for_hostile_texts_does_nothing(visit, site):
    person = _watched(visit, "/movies")
    for text in LINES[::6]:
        person.page.get_by_label("Find a movie").fill(text)
        person.page.keyboard.press("Enter")
        person.page.wait_for_load_state()
        _nothing_happened(person, site)


def _watched(visit, path):
    """Somebody who is signed in, before whom no dialog may open."""
    page = visit(path, role="member")
    page.dialogs, page.asked = [], []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: page.asked.append(request.url))
    page.reload()
    return Person(page, page.locator(".site-account .member-name").inner_text())


def _nothing_happened(person, site):
    """Nothing ran, even when everything that can be pointed at was; nothing was asked of another house."""
    page = person.page
    page.locator("main").evaluate("main => main.querySelectorAll('details').forEach(it => it.open = true)")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(f"window.{MARK}") is None
    assert page.dialogs == []
    assert {urlsplit(url).netloc for url in page.asked if not url.startswith("data:")} == {urlsplit(site.url).netloc}
