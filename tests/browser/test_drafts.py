"""Drafts: kept until their form has arrived, forgotten then, and never shown to anybody else."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person

pytestmark = pytest.mark.sqlite_only("what a browser does with a page does not depend on the database behind it")
BOX = "Your reply to the thread"


def box(page: Page):
    return page.get_by_label(BOX)


def drafts(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft'))")
    return found


def thread_of(visit, title: str, role: str = "member") -> Person:
    """Somebody who has just opened a thread and is reading it."""
    ines = Person(visit("/boards/the-lobby/new", role=role), "Ines Moreau")
    ines.page.get_by_label("Title").fill(title)
    ines.page.get_by_label("Opening post").fill("Opening words.")
    ines.press("Start the thread")
    ines.sees("Your thread is open.")
    return ines


def test_after_posting_the_box_is_empty_now_and_after_reload_and_back_and_forth(visit):
    ines = thread_of(visit, "Said once")
    thread = ines.page.url
    box(ines.page).type("Said once, and no more.")
    ines.press("Post reply")
    ines.sees("Your reply is up.")
    expect(box(ines.page)).to_have_value("")
    ines.page.reload()
    expect(box(ines.page)).to_have_value("")
    ines.page.go_back()
    expect(box(ines.page)).to_have_value("")
    ines.page.go_forward()
    expect(box(ines.page)).to_have_value("")
    ines.opens("/boards")
    ines.page.go_back()
    expect(box(ines.page)).to_have_value("")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value("")
    expect(ines.page.locator(".post", has_text="Said once, and no more.")).to_have_count(1)
    assert drafts(ines.page) == []


def test_a_previewed_reply_is_forgotten_once_it_is_posted_and_not_before(visit):
    ines = thread_of(visit, "Looked at twice")
    thread = ines.page.url
    box(ines.page).type("Not sure yet.")
    ines.press("Preview")
    expect(ines.page.locator("#preview")).to_contain_text("Not sure yet.")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value("Not sure yet.")
    ines.press("Preview")
    ines.page.get_by_label("Your reply", exact=True).fill("Sure now.")
    ines.press("Post reply")
    ines.sees("Your reply is up.")
    expect(box(ines.page)).to_have_value("")


def test_a_reply_that_was_refused_or_never_arrived_is_still_there(visit):
    ines = thread_of(visit, "Not heard")
    thread = ines.page.url
    refused = "It was ||the\n\ngardener||."
    box(ines.page).fill(refused)
    ines.press("Post reply")
    ines.sees("must stay inside one paragraph")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value(refused)
    box(ines.page).fill("Into the void.")
    ines.page.route("**/posts", lambda route: route.abort())
    ines.page.locator("main").get_by_role("button", name="Post reply").click(no_wait_after=True)
    ines.page.wait_for_timeout(200)
    ines.page.unroute("**/posts")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value("Into the void.")
    ines.page.route("**/posts", lambda route: route.fulfill(status=429, body="Later."))
    ines.press("Post reply")
    expect(ines.page.locator("body")).to_contain_text("Later.")
    ines.page.unroute("**/posts")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value("Into the void.")


def test_words_whose_answer_was_lost_are_posted_once_when_they_are_sent_again(visit):
    ines = thread_of(visit, "Heard, but not answered")
    thread = ines.page.url

    def arrives_unanswered(route):
        route.fetch(max_redirects=0)
        route.abort()

    box(ines.page).type("Is anybody there?")
    ines.page.route("**/posts", arrives_unanswered)
    ines.page.locator("main").get_by_role("button", name="Post reply").click(no_wait_after=True)
    ines.page.wait_for_timeout(500)
    ines.page.unroute("**/posts")
    ines.opens(thread)
    expect(ines.page.locator(".post", has_text="Is anybody there?")).to_have_count(1)
    if box(ines.page).input_value():  # the answer, which told of it, may have brought its cookie all the same
        ines.press("Post reply")
    expect(box(ines.page)).to_have_value("")
    expect(ines.page.locator(".post", has_text="Is anybody there?")).to_have_count(1)


def test_another_member_in_the_same_tab_sees_nothing_of_it(visit, site):
    page = visit("/login")
    ines = Person(page, *site.sign_ins["member"])
    ines.fill_in_sign_in()
    ines.opens("/boards/the-lobby")
    page.get_by_role("link", name="Double bills nobody asked for").click()
    thread = page.url
    box(page).type("For nobody else.")
    for _ in range(2):  # the second time without asking to leave: the cookie is lost
        page.context.clear_cookies()
        page.goto("/login")
        Person(page, *site.sign_ins["moderator"]).fill_in_sign_in()
        page.goto(thread)
        expect(box(page)).to_have_value("")
        assert drafts(page) == []


def test_leaving_takes_every_draft_along(visit, site):
    page = visit("/login")
    ines = Person(page, *site.sign_ins["member"])
    ines.fill_in_sign_in()
    ines.opens("/boards/the-lobby")
    page.get_by_role("link", name="Double bills nobody asked for").click()
    thread = page.url
    box(page).type("Left behind.")
    assert len(drafts(page)) == 1
    ines.opens("/logout")
    ines.press("Log out")
    expect(page.get_by_role("link", name="Log in", exact=True)).to_be_visible()
    assert drafts(page) == []
    ines.opens("/login")
    ines.fill_in_sign_in()
    ines.opens(thread)
    expect(box(page)).to_have_value("")


def test_a_session_that_ended_keeps_the_draft_for_its_member(visit, site):
    page = visit("/login")
    ines = Person(page, *site.sign_ins["member"])
    ines.fill_in_sign_in()
    ines.opens("/boards/the-lobby")
    page.get_by_role("link", name="Double bills nobody asked for").click()
    thread = page.url
    box(page).type("Kept over a lost cookie.")
    page.context.clear_cookies()
    ines.opens("/boards")
    ines.opens("/login")
    ines.fill_in_sign_in()
    ines.opens(thread)
    expect(box(page)).to_have_value("Kept over a lost cookie.")


def test_two_tabs_keep_what_is_theirs(visit):
    ines = thread_of(visit, "Two tabs")
    other = ines.page.context.new_page()
    other.goto(ines.page.url)
    expect(box(other)).to_have_value("")
    box(ines.page).type("From the first.")
    box(other).type("From the second.")
    Person(other, "Ines Moreau").press("Post reply")
    expect(box(other)).to_have_value("")
    ines.page.reload()
    expect(box(ines.page)).to_have_value("From the first.")
    ines.press("Post reply")
    expect(box(ines.page)).to_have_value("")
    other.reload()
    expect(box(other)).to_have_value("")
    for words in ("From the first.", "From the second."):
        expect(ines.page.locator(".post", has=ines.page.get_by_text(words, exact=True))).to_have_count(1)


def test_each_target_has_a_draft_of_its_own(visit):
    ines = thread_of(visit, "Many boxes")
    thread = ines.page.url
    box(ines.page).type("To the thread.")
    post = ines.page.locator(".post").first.get_attribute("id").removeprefix("p")
    ines.opens(f"/posts/{post}/edit")
    edited = ines.page.get_by_label("Your post")
    expect(edited).to_have_value("Opening words.")
    edited.fill("Opening words, changed.")
    ines.opens("/boards/the-lobby/new")
    expect(ines.page.get_by_label("Opening post")).to_have_value("")
    ines.opens("/movies/vertigo-1958/discussion/new")
    ines.page.get_by_label("Opening post").fill("About a film.")
    ines.opens("/boards/the-lobby/new")
    expect(ines.page.get_by_label("Opening post")).to_have_value("")
    ines.opens(f"/posts/{post}/edit")
    expect(edited).to_have_value("Opening words.")
    edited.fill("Opening words, changed.")
    ines.press("Save")
    expect(ines.page.locator(".post").first).to_contain_text("Opening words, changed.")
    ines.opens(thread)
    expect(box(ines.page)).to_have_value("To the thread.")
