"""Marks, names, scores and lists: what they say to the eye they also say in words."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tests.components.reading import all_of, somebody, words_of

pytestmark = pytest.mark.sqlite_only("components are drawn without a database")

OPENINGS = {"critics": "Opens at five reviews", "audience": "Opens at five ratings"}


@pytest.mark.parametrize("kind", OPENINGS)
def test_a_closed_score_is_a_dash_that_says_when_it_opens(draw, kind):
    score = words_of(draw("score", kind=kind, percent=None, positive=3, negative=1))
    assert OPENINGS[kind] in score
    assert "%" not in score


def test_a_score_always_shows_both_counts(draw):
    score = words_of(draw("score", kind="audience", percent=88, positive=1060, negative=144, average="4.1"))
    assert "88%" in score
    assert "1,060 for, 144 against" in score
    assert "4.1 stars on average" in score


def test_a_score_of_nothing_percent_is_a_score(draw):
    assert "0%" in words_of(draw("score", kind="critics", percent=0, positive=0, negative=7))


@pytest.mark.parametrize(("rating", "words"), [(0.5, "0.5 out of 5 stars"), (4, "4 out of 5 stars"), (None, "")])
def test_stars_are_told_in_words(draw, rating, words):
    assert words_of(draw("stars", rating)) == words


def test_the_tallest_bar_of_a_histogram_is_whole_and_its_numbers_are_words(draw):
    counts = [0, 1, 0, 0, 2, 0, 3, 4, 0, 1234]
    bars = all_of(draw("histogram", counts), "li")
    assert [bar.attrib["style"] for bar in bars][-1] == "--share:1.0000"
    assert words_of(bars[0]) == "½ stars: 0"
    assert words_of(bars[6]).startswith("3½ stars: 3")
    assert words_of(bars[9]).startswith("5 stars: 1,234")


def test_a_histogram_of_nobody_is_flat(draw):
    assert {bar.attrib["style"] for bar in all_of(draw("histogram", [0] * 10), "li")} == {"--share:0.0000"}


@pytest.mark.parametrize(
    ("name", "initials"), [("Ruth Okafor", "RO"), ("walter", "W"), ("Ana de la Cruz", "AC"), ("", "–")]
)
def test_an_avatar_shows_two_initials_and_leaves_the_name_to_the_text(draw, name, initials):
    (avatar,) = all_of(draw("avatar", name, 40), "span")
    assert words_of(avatar) == initials
    assert avatar.attrib["aria-hidden"] == "true"


def test_a_name_comes_with_what_is_known_of_its_member(draw):
    assert words_of(draw("member_link", somebody())) == "Ruth Okafor"
    assert "Super Reviewer" in words_of(draw("member_link", somebody(is_super_reviewer=True)))
    assert "Archived" in words_of(draw("member_link", somebody(is_archived=True)))
    assert "Moderator" in words_of(draw("member_link", somebody(moderates=True), role=True))


def test_somebody_who_has_left_has_no_name(draw):
    gone = draw("member_link", None)
    assert words_of(gone) == "A former member"
    assert all_of(gone, "a") == []


@pytest.mark.parametrize(("positive", "word"), [(True, "For"), (False, "Against")])
def test_a_verdict_is_a_word(draw, positive, word):
    assert words_of(draw("verdict", positive)) == word


def test_a_critic_review_leaves_out_what_is_not_known(draw):
    assert (
        words_of(draw("critic_review", positive=False, publication="North Quay Review")) == "Against North Quay Review"
    )


def test_a_critic_review_shows_everything_that_is_known(draw):
    facts: dict[str, object] = {
        "quote": "Far larger than its rooms.",
        "critic": "Maud Ellery",
        "publication": "The Harbour Gazette",
    }
    facts |= {"published_on": date(2010, 9, 3), "url": "https://example.org/r", "original_score": "3/4"}
    review = draw("critic_review", positive=True, top_critic=True, **facts)
    words = words_of(review)
    assert "Far larger than its rooms. For Maud Ellery Top Critic" in words
    assert "The Harbour Gazette, gave it 3/4, Sep 3, 2010 Full review by Maud Ellery" in words
    assert all_of(review, "a", href="https://example.org/r")


def test_a_moment_carries_its_time_in_utc(draw):
    local = draw("moment", datetime(2026, 1, 31, 19, 4, tzinfo=UTC))
    assert all_of(local, "time", datetime="2026-01-31T19:04:00Z")
    assert all_of(local, "local-time")


def test_a_day_stays_the_same_day_everywhere(draw):
    day = draw("moment", date(2011, 2, 22), macro="day")
    assert words_of(day) == "Feb 22, 2011"
    assert all_of(day, "local-time") == []


def test_a_quote_is_said_line_by_line(draw):
    lines = [
        SimpleNamespace(character="Clerk", text="It has gone."),
        SimpleNamespace(character="", text="Then what is this?"),
    ]
    quote = draw("film_quote", lines, timecode="01:12:40")
    assert [words_of(line) for line in all_of(quote, "dd")] == ["It has gone.", "Then what is this?"]
    assert [words_of(line) for line in all_of(quote, "dt")] == ["Clerk", "A voice"]
    assert "At 01:12:40" in words_of(quote)


def test_a_spoiling_quote_is_shut(draw):
    quote = draw("film_quote", [SimpleNamespace(character="Clerk", text="It was me.")], spoiler=True)
    (details,) = all_of(quote, "details")
    assert "open" not in details.attrib
    assert "It was me." in words_of(details)


def test_a_row_of_a_thread_says_what_state_it_is_in(draw):
    row = words_of(draw("thread_row", "House rules", href="/t", replies=1, pinned=True, locked=True))
    assert "Pinned" in row
    assert "Locked" in row
    assert "1reply" in row.replace(" ", "")


@pytest.mark.parametrize(
    "steps",
    [
        [("Boards", "/boards"), ("Movie forum", None)],
        [{"label": "Boards", "href": "/boards"}, {"label": "Movie forum"}],
    ],
    ids=["pairs", "mappings"],
)
def test_steps_lead_up_and_the_last_is_here(draw, steps):
    drawn = draw("breadcrumbs", steps)
    assert words_of(all_of(drawn, "a", href="/boards")[0]) == "Boards"
    assert words_of(all_of(drawn, "span", aria_current="page")[0]) == "Movie forum"


def test_tabs_tell_which_is_open(draw):
    tabs = draw(
        "tabs",
        [{"label": "All", "href": "?", "count": 1204, "current": True}, {"label": "Top", "href": "?top=1"}],
        "Critics",
    )
    assert [words_of(tab) for tab in all_of(tabs, "a", aria_current="true")] == ["All 1,204"]
