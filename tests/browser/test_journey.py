"""The four things Balcony is for, done by real people in a real browser, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person

# Each journey is one of a house that all share, so each has its own people and its own movie.
CAST = {True: ("Wanda", "Odile Brandt", "Kasimir Weil"), False: ("Sans Soleil", "Frida Holm", "Anselm Rooke")}
LINES = [("Mother", "The train leaves at six."), ("", "It has left already.")]
DEEPEST = "Then he leaves, in her coat."


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_from_a_first_visit_to_a_line_on_the_page(visit, site, javascript: bool):
    movie, name, other = CAST[javascript]
    odile = Person(visit("/", javascript=javascript), name)
    odile.register()

    odile.find(movie)
    page_of_movie = odile.page.url
    odile.sees("There are no approved quotes yet for this movie.")
    odile.rate_and_review("4.5 stars", "Nobody waves, and that is the *whole* film.")
    odile.opens(page_of_movie)
    odile.sees("Nobody waves, and that is the whole film.")

    odile.start_thread("Who leaves whom?", "I have seen it twice and would not swear to it.")
    kasimir = Person(visit(odile.page.url, javascript=javascript), other)
    kasimir.register()
    _argue_three_replies_deep(odile, kasimir)

    odile.opens(page_of_movie)
    odile.submit_quote(LINES)
    odile.sees("Waiting for a moderator")
    kasimir.opens(page_of_movie)
    kasimir.sees("There are no approved quotes yet for this movie.")

    pavel = Person(visit("/", javascript=javascript), *site.sign_ins["moderator"])
    pavel.sign_in()
    pavel.approve(LINES, movie)

    _everybody_reads_it(Person(visit(page_of_movie, javascript=javascript), "a reader"), pavel, movie)
    odile.opens(f"/members/{odile.name}")
    odile.page.get_by_role("button", name=f"Your quote from {movie} is on its page").click()
    odile.sees(LINES[0][1])


def _argue_three_replies_deep(odile: Person, kasimir: Person) -> None:
    thread = odile.page.url
    kasimir.has_before_them("Who leaves whom?")
    kasimir.reply_to(odile.name, "She leaves. Look at the luggage.")
    odile.opens(thread)
    odile.reply_to(kasimir.name, "The luggage is his.")
    kasimir.opens(thread)
    kasimir.reply_to(odile.name, DEEPEST)
    assert kasimir.depth_of(DEEPEST) == 3
    expect(kasimir.post(DEEPEST)).to_be_in_viewport()


def _everybody_reads_it(reader: Person, moderator: Person, movie: str) -> None:
    for _, words in LINES:
        reader.sees(words)
    reader.opens("/moderation/log")
    entry = reader.page.locator(".record li", has_text=f"uote from {movie}").first
    expect(entry).to_contain_text(f"{moderator.name} approved")
