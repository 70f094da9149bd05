"""The moderators' desk and the queue, as somebody who decides uses them."""

import re

import pytest

from forum.movies.facts import CreditFacts
from tests import make
from tests.quotes.make import approved, quote, rejected
from tests.support.statements import query_budget


@pytest.fixture
def desk(app, as_):
    return as_(make.moderator("Ruth"))


def in_focus(page):
    """The part of the page about the quote to decide on."""
    return re.search(r'<article class="queue-item.*?</article>', page, re.S)[0]


def listed(page):
    return re.findall(r'<a href="[^"]*quote=(\d+)[^"]*"[^>]*><b', page)


def test_only_moderators_sit_here(client, as_):
    for url in ("/moderation", "/moderation/quotes"):
        assert client.get(url).location.startswith("/login?next=")
        assert as_(make.member()).get(url).status_code == 403
        assert as_(make.admin()).get(url).status_code == 200


def test_an_empty_queue_says_so(desk):
    assert "No quote waits." in desk.get("/moderation").text
    assert "No quote waits." in desk.get("/moderation/quotes").text


def test_the_desk_shows_what_waits_and_what_was_decided(desk):
    quote("Waiting words.")
    approved(movie=make.movie("Yi Yi", 2000), by=make.moderator("Ida"))
    page = desk.get("/moderation").text
    assert "1 waiting" in page
    assert 'href="/moderation/suggestions"' in page
    assert "Waiting words." in page
    assert re.search(r"Ida.*?approved.*?a quote from Yi Yi \(2000\)", page, re.S)


def test_the_oldest_comes_first_and_what_is_decided_is_gone(desk):
    first, second = quote("First."), quote("Second.")
    approved("Decided.")
    rejected("Rejected.")
    page = desk.get("/moderation/quotes").text
    assert listed(page) == [str(first.id), str(second.id)]
    assert "First." in in_focus(page)
    assert "2 waiting, oldest first" in page


def test_any_quote_of_the_queue_may_be_looked_at(desk):
    movie, author = make.movie(), make.member()
    quotes = [quote(f"Line {n}.", movie=movie, author=author) for n in range(25)]
    assert "Line 3." in in_focus(desk.get(f"/moderation/quotes?quote={quotes[3].id}").text)
    assert "Line 24." in in_focus(desk.get(f"/moderation/quotes?quote={quotes[24].id}").text)  # not on this page


@pytest.mark.parametrize("asked", ["0", "-1", "x", str(2**63), "9" * 5000])
def test_a_quote_that_does_not_wait_leads_to_the_first_that_does(desk, asked):
    quote("First.")
    assert "First." in in_focus(desk.get(f"/moderation/quotes?quote={asked}").text)


def test_a_decision_leads_on_to_the_next_and_a_skipped_one_is_not_shown_again(desk):
    quotes = [quote(f"Line {n}.") for n in range(3)]
    page = desk.get(f"/moderation/quotes?quote={quotes[1].id}").text
    onward = re.search(r'name="next" value="([^"]+)"', in_focus(page))[1]
    answer = desk.post(f"/quotes/{quotes[1].id}/approval", data={"version": 1, "next": onward})
    assert "Line 2." in in_focus(desk.get(answer.location).text)


def test_whoever_walks_the_whole_queue_meets_every_quote_once(desk):
    movie, author = make.movie(), make.member()
    for n in range(23):
        quote(f"Line {n}.", movie=movie, author=author)
    met, place = [], "/moderation/quotes"
    while "queue-item" in (page := desk.get(place).text):
        met.append(int(re.search(r"Line (\d+)\.", in_focus(page))[1]))
        place = re.search(r'push" href="([^"]+)">Skip', page)[1].replace("&amp;", "&")
    assert met == list(range(23))
    assert "Those you skipped still wait." in page


def test_a_decision_never_leads_out_of_the_house(desk):
    sent = quote()
    answer = desk.post(f"/quotes/{sent.id}/approval", data={"version": 1, "next": "https://evil.example/"})
    assert answer.location == f"/quotes/{sent.id}"


def test_the_evidence_names_the_movie_the_author_and_the_same_words(desk):
    movie = make.movie(
        "Last Train Home",
        runtime_minutes=85,
        directors=["Lixin Fan"],
        cast=[CreditFacts("Suqin Chen", character="Mother")],
    )
    author = make.member("Ada")
    approved(author=author)
    rejected(author=author)
    rejected(author=author)
    twin = approved("Come home!", movie=movie, author=make.member("Bert"))
    quote(("Mother", "Come home."), movie=movie, author=author, timecode_seconds=3723)
    page = desk.get("/moderation/quotes").text
    assert re.search(r"Ada.*?1 approved, 2 rejected", page, re.S)
    assert all(words in page for words in ("Lixin Fan", "85 minutes", "Suqin Chen", "01:02:03", "Bert"))
    assert f'href="/quotes/{twin.id}">Compare' in page


def test_a_quote_from_a_file_has_no_author_to_judge_by(desk):
    from_file = quote("From a file.")
    from_file.author = None
    assert "Came with the movie&#39;s file" in desk.get("/moderation/quotes").text.replace("movie's", "movie&#39;s")


def test_rejecting_and_mending_are_at_hand(desk):
    sent = quote("Words.")
    page = in_focus(desk.get("/moderation/quotes").text)
    fold = re.search(r'<details class="panel">\s*<summary>.*?Reject, with a reason.*?</details>', page, re.S)
    assert fold
    assert f'action="/quotes/{sent.id}/rejection"' in fold[0]
    assert f'href="/quotes/{sent.id}/approval/new?next=' in page
    assert "Words." in desk.get(f"/quotes/{sent.id}/approval/new").text


@pytest.mark.parametrize("many", [10, 40])
def test_the_queue_costs_the_same_however_much_waits(desk, many):
    movie, author = make.movie(directors=["Lixin Fan"], cast=["Suqin Chen"]), make.member()
    for n in range(many):
        quote("The same words.", f"{n}", movie=movie, author=author)
    with query_budget(10):
        assert "The same words." in desk.get("/moderation/quotes").text
    with query_budget(9):
        assert desk.get("/moderation").status_code == 200
