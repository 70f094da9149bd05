"""A member's page."""

import re

import pytest

from forum.badges.actions import award_badge
from forum.kernel.db import db
from tests import make
from tests.boards.make import thread
from tests.quotes.make import approved, quote, rejected
from tests.reviews.make import review


def test_it_shows_what_a_member_said(client, app):
    ines = make.member("Ines Moreau", bio_html="<p>Walks home after films.</p>")
    movie = make.movie("Last Train Home")
    review(movie, ines, stars=4, body="Patient and unsparing.")
    approved("We go home once a year", movie=movie, author=ines)
    thread(ines, about=movie, title="Did the camera go too far?")
    page = client.get("/members/Ines Moreau").text
    for words in ("Walks home", "Patient and unsparing", "We go home once a year", "Did the camera go too far?"):
        assert words in page


def test_waiting_and_rejected_quotes_are_for_their_author_alone(client, as_, app):
    ines = make.member("Ines Moreau")
    quote("Waiting in the queue", author=ines)
    rejected("Turned away at the door", author=ines)
    assert "Waiting in the queue" not in client.get("/members/Ines Moreau").text
    own = as_(ines).get("/members/Ines Moreau").text
    assert "Waiting in the queue" in own
    assert "Turned away at the door" in own


def test_an_author_is_told_of_the_decision_and_nobody_else_is(client, as_, app):
    ines = make.member("Ines Moreau")
    rejected("A line", author=ines, reason="Nobody says this")
    assert "For you" in as_(ines).get("/members/Ines Moreau").text
    assert "For you" not in client.get("/members/Ines Moreau").text


def test_the_badge_says_who_gave_it_and_why(client, app):
    ruth = make.member("Ruth Okafor")
    award_badge(make.moderator("Pavel"), ruth, reason="Her pages on Wanda.")
    db.session.commit()
    page = client.get("/members/Ruth Okafor").text
    assert "Her pages on Wanda." in page
    assert "/members/Pavel" in page


def test_a_newcomer_has_an_empty_page_not_a_broken_one(client, app):
    make.member("New Here")
    assert "No reviews yet." in client.get("/members/New Here").text


def test_an_archived_profile_says_so(client, app):
    make.member("Walter M.", password_hash=None)
    assert "Nobody can sign in as it." in client.get("/members/Walter M.").text


@pytest.mark.parametrize(
    ("page", "tab"),
    [("", "Profile"), ("/reviews", "Reviews"), ("/quotes", "Quotes"), ("/threads", "Threads"),
     ("/threads?show=posts", "Threads"), ("/friends", "Friends"), ("/friends?of=followers", "Friends")],
)  # fmt: skip
def test_every_page_of_a_member_says_who_it_is_and_has_the_same_tabs(client, page, tab):
    make.super_reviewer("Ruth Okafor")
    text = client.get(f"/members/Ruth Okafor{page}").text
    tabs = text[text.index('<nav class="tabs" aria-label="Profile">') :].split("</nav>")[0]
    assert re.findall(r"<a [^>]*>(\w+)</a>", tabs) == ["Profile", "Reviews", "Quotes", "Threads", "Friends"]
    assert re.findall(r'aria-current="page">(\w+)</a>', tabs) == [tab]
    assert re.search(r'profile-header.*<h1 dir="auto">Ruth Okafor.*badge--super', text, re.S)


@pytest.mark.parametrize("page", ["/members/Ruth/threads?show=all", "/members/Ruth/friends?of=nobody",
                                  "/badges/super-reviewer?show=all"])  # fmt: skip
def test_a_list_nobody_has_heard_of_is_not_there(client, app, page):
    make.member("Ruth")
    assert client.get(page).status_code == 404


def test_the_follow_button_is_there_for_others_only(client, as_, app):
    ines, _ = make.member("Ines"), make.member("Ruth")
    assert "Log in to follow" in client.get("/members/Ruth").text
    assert "/members/Ruth/follow" in as_(ines).get("/members/Ruth").text
    assert "/follow" not in as_(ines).get("/members/Ines").text
