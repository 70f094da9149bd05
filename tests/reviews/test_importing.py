"""Reviews that come with a film file: put once, corrected by a second time, refused when they cannot be shown."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.members.actions import archived_member
from forum.reviews.actions import withdraw_review
from forum.reviews.importing import AudienceFacts, CriticFacts, put_audience_reviews, put_critic_reviews
from forum.reviews.models import CriticReview, ReviewRevision
from forum.reviews.queries import audience_reviews, review_by
from tests import make
from tests.reviews.make import recount, review, stored_counts

GAZETTE = CriticFacts(
    "Patient.", positive=True, critic="Maud Ellery", publication="The Harbour Gazette", top_critic=True
)


@pytest.fixture
def movie(app):
    return make.movie()


@pytest.fixture
def walter(app):
    return archived_member("Walter M.")


def _critic_counts(movie):
    db.session.refresh(movie)
    return (movie.critics_count, movie.critics_for_count, movie.top_critics_count, movie.top_critics_for_count)


def test_the_same_critics_again_change_nothing(movie):
    for _ in range(2):
        put_critic_reviews(movie, [GAZETTE, replace(GAZETTE, critic="Teo Branca", positive=False)])
    assert _critic_counts(movie) == (2, 1, 2, 1)


def test_a_corrected_review_replaces_its_first_reading_in_text_and_counts(movie):
    put_critic_reviews(movie, [GAZETTE])
    put_critic_reviews(movie, [replace(GAZETTE, quote="Patient, and unsparing.", positive=False, top_critic=False)])
    assert _critic_counts(movie) == (1, 0, 0, 0)
    assert db.session.scalars(sa.select(CriticReview.quote)).all() == ["Patient, and unsparing."]


def test_without_a_critic_publication_and_link_tell_reviews_apart(movie):
    paper = CriticFacts("One.", True, publication="Reel Quarterly", url="https://reel.example/1")
    for _ in range(2):
        put_critic_reviews(movie, [paper, replace(paper, quote="Two.", url="https://reel.example/2")])
    assert _critic_counts(movie) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"critic": None, "publication": None}, "critic"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"quote": "x" * 1001}, "quote"),
        ({"quote": "nul \0"}, "quote"),
        ({"original_score": "x" * 21}, "original_score"),
    ],
)
def test_a_critic_review_that_cannot_be_shown_is_refused_by_its_key(movie, facts, key):
    with pytest.raises(Invalid, match=f"^{key}: "):
        put_critic_reviews(movie, [replace(GAZETTE, **facts)])


def test_audience_reviews_are_rendered_counted_and_dated(movie, walter):
    walter.is_super_reviewer = True
    put_audience_reviews(movie, [AudienceFacts(walter, 4.0, "*Patient.*", date(2011, 2, 22))])
    made = audience_reviews(movie).items[0]
    assert (made.stars, made.body_html, made.member.name) == (4.0, "<p><em>Patient.</em></p>\n", "Walter M.")
    assert made.published_at == datetime(2011, 2, 22, 12, tzinfo=UTC)
    assert (stored_counts(movie)["super_reviews_count"], stored_counts(movie)["rated_8"]) == (1, 1)


def test_the_same_audience_again_changes_nothing(movie, walter):
    for _ in range(2):
        put_audience_reviews(
            movie, [AudienceFacts(walter, 4.0, "Patient."), AudienceFacts(archived_member("Ann"), 2.5)]
        )
    assert stored_counts(movie) == recount(movie)
    assert (stored_counts(movie)["ratings_count"], stored_counts(movie)["reviews_count"]) == (2, 1)
    assert db.session.scalar(sa.select(sa.func.count(ReviewRevision.id))) == 0


def test_a_corrected_audience_review_is_changed(movie, walter):
    put_audience_reviews(movie, [AudienceFacts(walter, 4.0, "Patient.")])
    put_audience_reviews(movie, [AudienceFacts(walter, None, "Patient, and unsparing.")])
    assert review_by(walter, movie).body == "Patient, and unsparing."
    assert stored_counts(movie) == recount(movie)


def test_what_a_living_member_wrote_is_not_overwritten(movie):
    member = make.member()
    review(movie, member, stars=2, body="My own words.")
    put_audience_reviews(movie, [AudienceFacts(member, 5.0, "The file's words.")])
    assert review_by(member, movie).body == "My own words."


def test_what_was_withdrawn_stays_withdrawn(movie, walter):
    facts = [AudienceFacts(walter, 4.0, "Patient.")]
    put_audience_reviews(movie, facts)
    withdraw_review(walter, review_by(walter, movie))
    put_audience_reviews(movie, facts)
    assert review_by(walter, movie).is_withdrawn
    assert stored_counts(movie)["reviews_count"] == 0


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"stars": 4.2}, "stars"),
        ({"stars": 0}, "stars"),
        ({"stars": float("nan")}, "stars"),
        ({"body": "||open\n\nspoiler||"}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "nul \0"}, "body"),
        ({}, "Give it stars"),
    ],
)
def test_an_audience_review_that_cannot_be_shown_is_refused(movie, walter, facts, key):
    with pytest.raises(Invalid, match=f"^{key}"):
        put_audience_reviews(movie, [AudienceFacts(walter, **facts)])
