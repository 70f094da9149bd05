"""The house by keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person

pytestmark = pytest.mark.sqlite_only("what a browser does with a page does not depend on the database behind it")


def test_the_first_stop_skips_to_the_content(visit):
    page = visit("/boards")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_movie_is_rated_and_reviewed_with_arrow_keys(visit):
    ines = Person(visit("/movies/man-with-a-movie-camera-1929/reviews/new", role="member"), "Ines Moreau")
    ines.tab_to(ines.page.get_by_role("radio", name="No rating"))
    for _ in range(7):
        ines.page.keyboard.press("ArrowRight")
    expect(ines.page.get_by_role("radio", name="3.5 stars", exact=True)).to_be_focused()
    ines.page.keyboard.press("Tab")
    ines.page.keyboard.type("Written without a mouse.")
    ines.tab_to(ines.page.get_by_role("button", name="Post"))
    ines.page.keyboard.press("Enter")
    ines.sees("Your review is up.")
    ines.sees("Written without a mouse.")
    expect(ines.page.locator(".review-header")).to_contain_text("3.5 out of 5 stars")


def test_the_menu_opens_and_closes_and_gives_the_focus_back(visit):
    ines = Person(visit("/about", role="member"), "Ines Moreau")
    menu = ines.page.locator(".site-account > summary")
    ines.tab_to(menu)
    ines.page.keyboard.press("Enter")
    ines.page.keyboard.press("Tab")
    expect(ines.page.get_by_role("link", name="Your page")).to_be_focused()
    ines.page.keyboard.press("Escape")
    expect(ines.page.get_by_role("link", name="Your page")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_reader_signs_in_with_the_enter_key(visit, site):
    page = visit("/login")
    name, password = site.sign_ins["member"]
    reader = Person(page, name, password)
    reader.tab_to(page.get_by_label("Name"))
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page.locator(".site-account")).to_contain_text(name)
