"""Rating and reviewing: what a member may say about a movie, change, take back and put back."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.reviews.models import Review, ReviewRevision
from forum.reviews.queries import audience_reviews, review_by
from tests import make
from tests.reviews.make import recount, review, stored_counts


@pytest.fixture
def movie(app):
    make.movie("A Film Nobody Here Is About")
    return make.movie("Last Train Home")


@pytest.fixture
def member(app):
    return make.member("Walter M.")


@pytest.fixture
def walter(as_, member):
    return as_(member)


def _send(client, movie, **fields):
    return client.post(f"/movies/{movie.slug}/reviews", data=fields)


def test_stars_alone_count_but_are_no_written_review(walter, movie, member):
    answer = _send(walter, movie, stars="4.5", version="0")
    assert answer.status_code == 303
    assert (movie.ratings_count, movie.rated_9, movie.reviews_count) == (1, 1, 0)
    assert audience_reviews(movie).items == []


def test_words_alone_are_listed_but_do_not_count_as_a_rating(walter, movie, member):
    _send(walter, movie, body="Two winters in one carriage.", version="0")
    assert (movie.ratings_count, movie.reviews_count) == (0, 1)
    assert "Two winters in one carriage." in walter.get(f"/movies/{movie.slug}/reviews").text


def test_markdown_is_rendered_and_html_is_not(walter, movie, member):
    _send(walter, movie, body="*Patient* <script>alert(1)</script> and ||she leaves||", version="0")
    page = walter.get(f"/reviews/{review_by(member, movie).id}").text
    assert "<em>Patient</em>" in page
    assert "<script>alert" not in page
    assert 'class="spoiler-inline"' in page


def test_a_preview_keeps_what_was_typed_and_saves_nothing(walter, movie, member):
    typed = {"stars": "3.5", "body": "*Patient*, ||she leaves||", "spoiler": "y", "version": "0"}
    page = _send(walter, movie, preview="1", **typed)
    assert page.status_code == 200
    assert "*Patient*, ||she leaves||</textarea>" in page.text
    assert 'value="3.5" aria-label="3.5 stars" checked' in page.text
    preview = page.text[page.text.index('id="preview"') :].split("</section>")[0]
    for shown in ("<em>Patient</em>", 'class="spoiler-inline"', "gives the story away", "3.5"):
        assert shown in preview
    assert review_by(member, movie) is None
    assert _send(walter, movie, **typed).status_code == 303


def test_a_preview_of_nothing_says_what_is_missing(walter, movie):
    page = _send(walter, movie, preview="1", version="0")
    assert page.status_code == 422
    assert "Give it stars, write something, or both." in page.text
    assert "A rating without words." in _send(walter, movie, preview="1", stars="2", version="0").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Give it stars, write something, or both."),
        ({"body": "   "}, "Give it stars, write something, or both."),
        ({"stars": "4.2"}, "in halves"),
        ({"stars": "0"}, "in halves"),
        ({"stars": "6"}, "in halves"),
        ({"stars": "NaN", "body": "x"}, "in halves"),
        ({"body": "x" * 20_001}, "20,000"),
        ({"body": "||open\n\nspoiler||"}, "must stay inside one paragraph"),
        ({"body": "nul \0 inside"}, "cannot be stored"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field_and_kept(walter, movie, member, fields, words):
    answer = _send(walter, movie, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert fields.get("body", "").strip()[:40].replace("\0", "") in answer.text.replace("\0", "").replace("\ufffd", "")
    assert review_by(member, movie) is None


def test_a_second_review_replaces_the_first_and_keeps_how_it_read(walter, movie, member):
    _send(walter, movie, stars="2", body="Too slow.", version="0")
    _send(walter, movie, stars="4", body="Slow, and right to be.", version="1")
    assert db.session.scalar(sa.select(sa.func.count(Review.id))) == 1
    assert (movie.ratings_count, movie.rated_4, movie.rated_8, movie.reviews_count) == (1, 0, 1, 1)
    before = walter.get(f"/reviews/{review_by(member, movie).id}/revisions").text
    assert "Too slow." in before
    assert "right to be" not in before


def test_saving_without_a_change_keeps_no_revision(walter, movie, member):
    _send(walter, movie, stars="2", body="Too slow.", version="0")
    _send(walter, movie, stars="2", body="Too slow.", version="1")
    assert db.session.scalar(sa.select(sa.func.count(ReviewRevision.id))) == 0
    assert review_by(member, movie).edited_at is None


def test_a_rating_changed_leaves_no_trace(walter, movie):
    _send(walter, movie, stars="2", version="0")
    _send(walter, movie, stars="3", version="1")
    assert db.session.scalar(sa.select(sa.func.count(ReviewRevision.id))) == 0
    assert (movie.rated_4, movie.rated_6) == (0, 1)


def test_of_two_edits_the_later_is_shown_both_texts_and_may_then_replace_the_other(walter, movie, member):
    _send(walter, movie, body="The first text.", version="0")
    _send(walter, movie, body="What the other window saved.", version="1")
    lost = _send(walter, movie, body="What this window typed.", version="1")
    assert lost.status_code == 409
    assert "What the other window saved." in lost.text
    assert "What this window typed." in lost.text
    assert 'name="version" type="hidden" value="2"' in lost.text
    assert review_by(member, movie).body == "What the other window saved."
    assert _send(walter, movie, body="What this window typed.", version="2").status_code == 303


def test_two_windows_that_both_begin_do_not_overwrite_each_other(walter, movie, member):
    _send(walter, movie, body="Sent first.", version="0")
    assert _send(walter, movie, body="Sent second.", version="0").status_code == 409
    assert review_by(member, movie).body == "Sent first."


def test_the_same_form_sent_twice_makes_one_review(walter, movie):
    first, second = (_send(walter, movie, body="Once.", version="0", once="a-key") for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert movie.reviews_count == 1


def test_the_form_holds_what_the_member_thinks_already(walter, movie, member):
    review(movie, member, stars=3.5, body="Both of us wept.", spoiler=True)
    form = walter.get(f"/movies/{movie.slug}/reviews/new").text
    assert "Both of us wept." in form
    assert 'value="3.5" aria-label="3.5 stars" checked' in form
    assert 'name="spoiler" type="checkbox" value="y"' in form.replace("checked ", "")


def test_a_withdrawn_review_leaves_lists_and_counts_but_not_its_author(walter, client, movie, member):
    made = review(movie, member, stars=4, body="Gone by evening.")
    assert walter.post(f"/reviews/{made.id}/withdrawal").status_code == 303
    assert stored_counts(movie) == recount(movie)
    assert (movie.ratings_count, movie.reviews_count) == (0, 0)
    assert "Gone by evening." not in client.get(f"/movies/{movie.slug}/reviews").text
    assert client.get(f"/reviews/{made.id}").status_code == 404
    assert client.get(f"/reviews/{made.id}/revisions").status_code == 404
    assert "Gone by evening." in walter.get(f"/reviews/{made.id}").text


def test_moderators_still_see_a_withdrawn_review_and_other_members_do_not(as_, walter, movie, member):
    made = review(movie, member, body="Gone by evening.")
    walter.post(f"/reviews/{made.id}/withdrawal")
    assert as_(make.moderator()).get(f"/reviews/{made.id}").status_code == 200
    assert as_(make.member()).get(f"/reviews/{made.id}").status_code == 404


def test_a_withdrawn_review_comes_back_when_it_is_sent_again(walter, movie, member):
    made = review(movie, member, stars=4, body="Back again.")
    walter.post(f"/reviews/{made.id}/withdrawal")
    form = walter.get(f"/movies/{movie.slug}/reviews/new").text
    assert "You withdrew this review." in form
    _send(walter, movie, stars="4", body="Back again.", version="2")
    assert (movie.ratings_count, movie.reviews_count) == (1, 1)
    assert review_by(member, movie).id == made.id


def test_a_review_is_withdrawn_once(walter, movie, member):
    made = review(movie, member)
    walter.post(f"/reviews/{made.id}/withdrawal")
    assert walter.post(f"/reviews/{made.id}/withdrawal").status_code == 409
    assert movie.reviews_count == 0


@pytest.mark.parametrize("who", ["stranger", "moderator"])
def test_nobody_else_withdraws_a_review(as_, movie, member, who):
    made = review(movie, member)
    other = make.moderator() if who == "moderator" else make.member()
    assert as_(other).post(f"/reviews/{made.id}/withdrawal").status_code == 403
    assert movie.reviews_count == 1


def test_words_taken_back_are_no_longer_shown_in_earlier_versions(walter, client, movie, member):
    made = review(movie, member, stars=4, body="I would rather not have said this.")
    _send(walter, movie, stars="4", version="1")
    assert client.get(f"/reviews/{made.id}/revisions").status_code == 403
    pages = [reader.get(f"/reviews/{made.id}").text for reader in (client, walter)]
    assert [f'href="/reviews/{made.id}/revisions"' in page for page in pages] == [False, True]
    assert "rather not" in walter.get(f"/reviews/{made.id}/revisions").text


def test_a_reader_is_asked_to_log_in_and_brought_back(client, movie):
    answer = client.get(f"/movies/{movie.slug}/reviews/new")
    assert answer.status_code == 302
    assert f"next=/movies/{movie.slug}/reviews/new" in answer.location
    assert _send(client, movie, stars="4").status_code in (303, 401)
    assert movie.ratings_count == 0


def test_fields_nobody_offered_change_nothing(walter, movie, member):
    _send(
        walter, movie, stars="4", body="Modest.", version="0", helpful_count="99", by_super_reviewer="1", member_id="1"
    )
    made = review_by(member, movie)
    assert (made.helpful_count, made.by_super_reviewer, made.member_id) == (0, False, member.id)


def test_a_review_that_gives_the_story_away_is_folded_and_never_quoted(client, movie, member):
    made = review(movie, member, body="She never goes home.", spoiler=True)
    page = client.get(f"/reviews/{made.id}").text
    assert page.index('<details class="spoiler">') < page.index("She never goes home.")
    assert page.count("She never goes home.") == 1
    assert made.excerpt == ""


def test_an_excerpt_leaves_out_what_is_hidden(movie, member):
    made = review(movie, member, body="Slow. ||He dies.|| Fair.\n\n:::spoiler\nAnd so does she.\n:::")
    assert made.excerpt == "Slow. Fair."


@pytest.mark.parametrize("body", ["||He dies.||", ":::spoiler\nHe dies.\n:::"])
def test_earlier_versions_keep_their_spoilers_folded(walter, movie, member, body):
    made = review(movie, member, body=body)
    _send(walter, movie, body="Nothing to hide.", version="1")
    page = walter.get(f"/reviews/{made.id}/revisions").text
    assert page.index('<details class="spoiler">') < page.index("He dies.")


@pytest.mark.parametrize("address", ["/reviews/0", "/reviews/999999", "/reviews/99999999999999999999", "/reviews/x"])
def test_reviews_that_are_not_there_are_404(client, app, address):
    assert client.get(address).status_code == 404
