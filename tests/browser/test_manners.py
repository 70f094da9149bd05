"""How the house behaves towards the people in it: lights, drafts, spoilers, clocks, links, walls."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person

pytestmark = pytest.mark.sqlite_only("what a browser does with a page does not depend on the database behind it")
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
SPOILERS = "Before.\n\nIt was ||the gardener|| again.\n\n:::spoiler\nThey all miss the train.\n:::\n\nAfter."
READING = (
    "/", "/movies", "/movies/last-train-home-2010", "/movies/vertigo-1958/reviews", "/boards", "/boards/the-lobby",
    "/members/Ruth%20Okafor", "/moderation/log", "/badges/super-reviewer", "/about", "/nothing/here",
)  # fmt: skip


def test_readers_get_no_cookie(visit):
    page = visit(READING[0])
    for path in READING:
        page.goto(path)
        assert (path, page.context.cookies(), page.evaluate("document.cookie")) == (path, [], "")


@WITH_AND_WITHOUT_SCRIPTS
def test_the_lights_stay_down_from_the_first_byte_on(visit, javascript: bool):
    reader = Person(visit("/about", javascript=javascript), "a reader")
    reader.page.get_by_role("link", name="House lights").click()
    reader.page.get_by_role("radio", name="Down: dark pages").check()
    reader.press("Set the lights")
    expect(reader.page.get_by_role("link", name="House lights: down")).to_be_visible()
    first = reader.page.request.get("/movies").text()
    assert first.index("<html") < first.index('data-theme="dark"') < first.index("<head")
    reader.opens("/movies")
    expect(reader.page.locator("html")).to_have_css("color-scheme", "dark")


def test_a_draft_is_kept_until_it_is_sent(visit):
    ines = Person(visit("/boards/the-lobby/new", role="member"), "Ines Moreau")
    ines.page.get_by_label("Opening post").fill("Half a thought about projectors")
    ines.opens("/boards")
    ines.opens("/boards/the-lobby/new")
    expect(ines.page.get_by_label("Opening post")).to_have_value("Half a thought about projectors")
    ines.page.get_by_label("Title").fill("Projectors")
    ines.press("Start the thread")
    ines.sees("Half a thought about projectors")
    ines.opens("/boards/the-lobby/new")
    expect(ines.page.get_by_label("Opening post")).to_have_value("")


def test_whoever_lands_on_their_reply_is_told_there_that_it_is_up(visit):
    ines = _thread(visit, "A long talk", "Words.\n\n" * 60, javascript=False)
    ines.sees_in_view("Your thread is open.")
    ines.page.get_by_label("Your reply to the thread").fill("The last word.")
    ines.press("Post reply")
    ines.sees_in_view("The last word.")
    ines.sees_in_view("Your reply is up.")
    said, reply = (ines.page.locator(place).bounding_box() for place in (".flashes", ".post:target"))
    assert said
    assert reply
    assert said["y"] >= reply["y"] + reply["height"]
    ines.page.reload()
    ines.does_not_see("Your reply is up.")


@WITH_AND_WITHOUT_SCRIPTS
def test_spoilers_are_shut_until_somebody_opens_them(visit, javascript: bool):
    ines = _thread(visit, "Who did it?", SPOILERS, javascript=javascript)
    reader = Person(visit(ines.page.url, javascript=javascript), "a reader")
    reader.sees("Before.")
    reader.sees("After.")
    reader.does_not_see("the gardener")
    reader.does_not_see("They all miss the train.")
    reader.page.get_by_role("checkbox", name="Show the spoiler").check()
    reader.sees("the gardener")
    reader.does_not_see("They all miss the train.")
    reader.page.locator("main details.spoiler > summary").click()
    reader.sees("They all miss the train.")


def test_times_are_the_reader_s_own(visit):
    at_home = visit("/moderation/log", javascript=False).locator(".record time").first
    when, words = at_home.get_attribute("datetime"), at_home.inner_text()
    assert words.endswith(" UTC")
    page = visit("/moderation/log", timezone="Asia/Tokyo")
    local = page.locator(f".record time[datetime='{when}']").first
    formatted = page.evaluate(
        "when => new Intl.DateTimeFormat('en-US', {dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Tokyo'})"
        ".format(new Date(when))",
        when,
    )
    expect(local).to_have_text(formatted)
    expect(local).to_have_attribute("title", words)


@WITH_AND_WITHOUT_SCRIPTS
def test_a_permanent_link_lands_on_its_post_however_deep(visit, javascript: bool):
    reader = Person(visit("/boards/the-lobby", javascript=javascript), "a reader")
    reader.page.get_by_role("link", name="Double bills nobody asked for").click()
    reader.has_before_them("Double bills nobody asked for")
    posts = reader.page.locator(".post .post .post .post")
    place = posts.last.get_attribute("id")
    expect(reader.page.locator(f"#{place}")).not_to_be_in_viewport()
    reader.opens(f"/posts/{place.removeprefix('p')}")
    assert urlsplit(reader.page.url).fragment == place
    expect(reader.page.locator(f"#{place}")).to_be_in_viewport()


@WITH_AND_WITHOUT_SCRIPTS
def test_a_double_click_makes_one_post(visit, javascript: bool):
    ines = _thread(visit, "Pressed twice", "Opening words.", javascript=javascript)
    thread = ines.page.url
    ines.page.get_by_label("Your reply to the thread").fill("Said once, pressed twice.")
    ines.page.get_by_role("button", name="Post reply").dblclick()
    ines.sees("Said once, pressed twice.")
    ines.opens(thread)
    expect(ines.page.locator(".post", has_text="Said once, pressed twice.")).to_have_count(1)
    expect(ines.page.locator("main")).to_contain_text("1 reply")


@WITH_AND_WITHOUT_SCRIPTS
def test_the_wall_leads_back_to_where_one_was(visit, site, javascript: bool):
    ines = Person(visit("/movies/vertigo-1958/quotes/new", javascript=javascript), *site.sign_ins["member"])
    assert urlsplit(ines.page.url).path == "/login"
    ines.fill_in_sign_in()
    assert urlsplit(ines.page.url).path == "/movies/vertigo-1958/quotes/new"
    ines.has_before_them("Submit a quote")


@pytest.mark.parametrize(
    "path, status, words",
    [
        ("/movies/no-such-movie-1901", 404, "Home"),
        ("/nothing/here", 404, "Home"),
        ("/admin", 403, "Home"),
        ("/movies?after=broken", 422, "Home"),
    ],
)
def test_errors_look_like_the_house(visit, path: str, status: int, words: str):
    page: Page = visit("/", role="member")
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == status
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".site-header")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name=words)).to_be_visible()
    expect(page.locator("html")).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


def _thread(visit, title: str, words: str, *, javascript: bool) -> Person:
    """Somebody who has just opened a thread and is reading it."""
    ines = Person(visit("/boards/the-lobby/new", javascript=javascript, role="member"), "Ines Moreau")
    ines.page.get_by_label("Title").fill(title)
    ines.page.get_by_label("Opening post").fill(words)
    ines.press("Start the thread")
    ines.sees("Your thread is open.")
    return ines
