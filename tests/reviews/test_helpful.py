"""Finding a review helpful: once a member, never one's own, and back again."""

import re
from html import unescape

import pytest

from forum.kernel.events import hears
from forum.reviews.actions import withdraw_review
from forum.reviews.events import ReviewFoundHelpful
from tests import make
from tests.reviews.make import review


@pytest.fixture
def movie(app):
    return make.movie()


@pytest.fixture
def ruth(app):
    return make.member("Ruth")


@pytest.fixture
def made(movie, ruth):
    return review(movie, ruth)


@pytest.fixture
def reader(as_):
    return as_(make.member("Reader"))


def test_a_mark_counts_once_and_can_be_taken_back(reader, made):
    for _ in range(2):
        assert reader.post(f"/reviews/{made.id}/helpful").status_code == 303
        assert made.helpful_count == 1
    for _ in range(2):
        assert reader.post(f"/reviews/{made.id}/unhelpful").status_code == 303
        assert made.helpful_count == 0


def test_the_button_shows_what_the_reader_said_and_leads_back(reader, movie, made):
    address = f"/movies/{movie.slug}/reviews?sort=new"
    assert 'aria-pressed="false">Helpful<' in reader.get(address).text
    answer = reader.post(f"/reviews/{made.id}/helpful", data={"next": f"{address}#review-{made.id}"})
    assert answer.location == f"{address}#review-{made.id}"
    assert 'aria-pressed="true">Helpful · 1<' in reader.get(address).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_never_leads_out_of_the_house(reader, made, elsewhere):
    assert reader.post(f"/reviews/{made.id}/helpful", data={"next": elsewhere}).location == f"/reviews/{made.id}"


def test_nobody_finds_their_own_review_helpful(as_, movie, ruth, made):
    author = as_(ruth)
    assert author.post(f"/reviews/{made.id}/helpful").status_code == 403
    assert "helpful" not in author.get(f"/movies/{movie.slug}/reviews").text.split("<article")[1].lower()
    assert made.helpful_count == 0


def test_a_rating_without_words_cannot_be_helpful(reader, app):
    silent = review(make.movie(), stars=4, body=None)
    assert reader.post(f"/reviews/{silent.id}/helpful").status_code == 403


def test_a_withdrawn_review_is_not_there_to_be_marked(reader, ruth, made):
    withdraw_review(ruth, made)
    assert reader.post(f"/reviews/{made.id}/helpful").status_code == 404


def test_a_reader_sees_the_number_and_no_button(client, reader, made):
    reader.post(f"/reviews/{made.id}/helpful")
    assert "1 found this helpful" in client.get(f"/reviews/{made.id}").text
    assert client.post(f"/reviews/{made.id}/helpful").status_code in (303, 401)
    assert made.helpful_count == 1


def test_the_author_can_be_told_once(reader, made):
    told: list[ReviewFoundHelpful] = []
    hears(ReviewFoundHelpful)(told.append)
    for _ in range(2):
        reader.post(f"/reviews/{made.id}/helpful")
    assert [(event.review_id, event.author_id) for event in told] == [(made.id, made.member_id)]


def test_every_page_with_a_helpful_button_has_the_one_form_it_sends(reader, movie, made):
    of_author = f"/members/{made.member.name}/reviews"
    for address in (f"/movies/{movie.slug}", f"/movies/{movie.slug}/reviews", f"/reviews/{made.id}", of_author):
        page = reader.get(address).text
        assert 'form="marks" formaction="' in page, address
        assert page.count('id="marks"') == 1, address


def test_the_button_sends_what_marks_the_review(reader, movie, made):
    sent = re.search(r'form="marks" formaction="([^"]+)"', reader.get(f"/movies/{movie.slug}").text)
    assert sent
    assert reader.post(unescape(sent[1])).location == f"/movies/{movie.slug}#review-{made.id}"
    assert made.helpful_count == 1
