"""A thread full of the heaviest posts that are taken is still a page: it is shown, and a moderator can clean it up."""

import json

import pytest
from playwright.sync_api import expect

from forum.boards.models import LONGEST_POST
from forum.kernel.markdown import MOST_ELEMENTS, count_elements, find_fault, render
from tests.browser.people import Person
from tests.kernel.test_markdown_limits import FITTING, HOSTILE

pytestmark = pytest.mark.sqlite_only("what a browser does with a page does not depend on the database behind it")
PATIENCE_MS = 120_000  # it takes seconds; no time is promised
POSTS = 13  # of the fifty that a page may hold; those take four times as long, and were looked at by hand


def heaviest(piece: str) -> str:
    """As much of this construct as is taken in a post, and words that make the length of its HTML allowed."""
    least, most = 1, min(MOST_ELEMENTS, LONGEST_POST // len(piece)) + 1
    while most - least > 1:
        times = (least + most) // 2
        least, most = (times, most) if find_fault(_filled(piece * times)) is None else (least, times)
    return _filled(piece * least)


def _filled(text: str) -> str:
    return f"{text}\n\n{'snow ' * ((LONGEST_POST - len(text)) // 5 - 1)}".strip()


def test_a_page_of_the_heaviest_posts_is_shown_and_one_of_them_can_be_removed(visit, site, tmp_path):
    bodies = [heaviest(piece) for name, piece in HOSTILE.items() if name not in FITTING]
    bodies = [body for body in bodies if count_elements(render(body)) > MOST_ELEMENTS * 0.9]
    assert len(bodies) > 8
    bodies = (bodies * POSTS)[: POSTS - 1]
    replies = [{"member": "Ann O. Nymous", "body": body} for body in bodies]
    thread = {"title": "Brace yourselves", "member": "Ann O. Nymous", "body": "Here it comes.", "replies": replies}
    film = {"title": "Heavy Weather", "year": 1999, "threads": [thread]}
    (tmp_path / "film.jsonl").write_text(json.dumps(film), encoding="utf-8")
    site.command("movies", "import", str(tmp_path / "film.jsonl"), "--format", "balcony", "--strict")
    page = visit("/movies/heavy-weather-1999/discussion", role="moderator")
    page.set_default_timeout(PATIENCE_MS)
    pavel = Person(page, site.sign_ins["moderator"][0])
    page.get_by_role("link", name="Brace yourselves", exact=True).click()
    expect(page.locator(".post")).to_have_count(POSTS, timeout=PATIENCE_MS)
    assert page.evaluate("document.querySelectorAll('*').length") > (POSTS - 1) * MOST_ELEMENTS * 0.9
    last = page.locator(".post").last.get_attribute("id").removeprefix("p")
    pavel.opens(f"/posts/{last}/removal")
    page.get_by_label("Reason").fill("Too heavy.")
    page.locator("main form button.button--primary, main form button.button--danger").first.click()
    expect(page.locator(f"#p{last}")).to_contain_text("Removed by a moderator: Too heavy.", timeout=PATIENCE_MS)
