"""The public log: every decision, for everybody, for ever."""

import re

import pytest

from forum.kernel.db import db
from forum.modlog.actions import record
from forum.quotes import actions
from tests import make
from tests.quotes.make import approved, quote, rejected, wording
from tests.support.statements import query_budget


def test_an_empty_log_says_so(client):
    page = client.get("/moderation/log").text
    assert "No moderator has decided anything yet." in page
    main_nav = page[page.index('aria-label="Main"') :].split("</nav>")[0]
    assert "aria-current" not in main_nav  # the log is no page of any of these


def test_anybody_reads_who_decided_what_about_what_and_why(client):
    sent = approved(movie=make.movie("Yi Yi", 2000), by=make.moderator("Ida"))
    rejected(movie=make.movie("Cure", 1997), by=make.moderator("Ruth"), reason="Too long to be a quotation")
    answer = client.get("/moderation/log")
    assert re.search(
        r"Ruth.*?rejected.*?a quote from Cure \(1997\).*?Too long to be a quotation"
        rf'.*?Ida.*?approved.*?<a href="/quotes/{sent.id}"[^>]*>a quote from Yi Yi \(2000\)</a>',
        answer.text,
        re.S,
    )
    assert "Set-Cookie" not in answer.headers
    assert 'method="post"' not in answer.text


def test_what_is_not_on_its_page_is_linked_for_moderators_alone(client, as_):
    sent = rejected()
    link = f'href="/quotes/{sent.id}"'
    assert link not in client.get("/moderation/log").text
    assert link not in as_(make.member()).get("/moderation/log").text
    assert link in as_(make.moderator()).get("/moderation/log").text


def test_a_mended_quote_shows_what_went_and_what_came(client):
    sent = quote(("Mother", "You had a holiday."))
    actions.approve_quote(make.moderator(), sent, version=1, wording=wording(("Mother", "You have a holiday.")))
    page = client.get("/moderation/log").text
    assert "Mother: You <del>had</del><ins>have</ins> a holiday." in page


def test_words_their_author_took_back_are_read_by_moderators_alone(client, as_):
    author = make.member()
    sent = quote(("Mother", "You had a holiday."), author=author)
    actions.approve_quote(make.moderator(), sent, version=1, wording=wording(("Mother", "You have a holiday.")))
    actions.withdraw_quote(author, sent)
    db.session.commit()
    page = client.get("/moderation/log").text
    assert "edited and approved" in page
    assert "holiday" not in page
    assert "holiday" in as_(make.moderator()).get("/moderation/log").text


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True), (True, True)])
def test_the_words_of_a_spoiler_stay_shut(client, before, after):
    sent = quote("She did it.", spoiler=before)
    actions.approve_quote(make.moderator(), sent, version=1, wording=wording("He did it.", spoiler=after))
    page = client.get("/moderation/log").text
    shut = re.search(r'<details class="spoiler">.*?</details>', page, re.S)
    assert shut
    assert "did it." not in page.replace(shut[0], "")


def test_what_moderators_and_members_wrote_is_text_and_never_markup(client):
    sent = quote("<script>alert(1)</script>", movie=make.movie("<b>Bold</b>"))
    actions.approve_quote(make.moderator(), sent, version=1, wording=wording("<img src=x onerror=alert(2)>"))
    rejected(reason="<script>alert(3)</script>")
    page = client.get("/moderation/log").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>Bold" not in page
    assert "&lt;script&gt;alert(3)&lt;/script&gt;" in page


def test_one_kind_of_decision_may_be_read_alone(client):
    approved(movie=make.movie("Yi Yi", 2000))
    rejected(movie=make.movie("Cure", 1997))
    page = client.get("/moderation/log?action=rejected").text
    assert "Cure" in page
    assert "Yi Yi" not in page
    kinds = re.findall(r'class="chip" href="[^"]*"(?: aria-current="page")?>(\w+)', page)
    assert kinds == ["All", "Approved", "Rejected"]


@pytest.mark.parametrize("action", ["burnt", "%00", "x" * 500, "'; DROP TABLE log_entries"])
def test_a_kind_nobody_has_heard_of_is_not_there(client, action):
    approved()
    assert client.get(f"/moderation/log?action={action}").status_code == 404


def test_the_log_goes_on_past_its_first_page(client):
    movie, moderator = make.movie(), make.moderator()
    for n in range(35):
        record(moderator, "approved", movie, title=f"Thing {n}.")
    db.session.commit()
    first = client.get("/moderation/log?action=approved").text
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(f"/moderation/log{onward}").text
    met = re.findall(r"Thing (\d+)\.", first + second)
    assert [int(n) for n in met] == list(range(34, -1, -1))


def test_a_decision_of_nobody_is_the_houses(client):
    record(None, "approved", make.movie(), title="A rule")
    assert "The house" in client.get("/moderation/log").text


@pytest.mark.parametrize("many", [10, 60])
def test_the_log_costs_the_same_however_long_it_is(client, many):
    movie, moderator = make.movie(), make.moderator()
    sent = approved(movie=movie, by=moderator)
    for _ in range(many):
        record(moderator, "approved", sent, title="a quote")
    db.session.commit()
    with query_budget(6):
        assert client.get("/moderation/log").status_code == 200
