"""Lists of audience reviews: whose, in which order, page by page."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.paging import Place
from forum.members.actions import follow
from forum.reviews.actions import withdraw_review
from forum.reviews.models import Review
from forum.reviews.queries import (
    audience_reviews,
    friend_ratings,
    newest_super_reviews,
    reviews_of,
    two_seats,
)
from tests import make
from tests.reviews.make import review

DAY = datetime(2011, 2, 22, tzinfo=UTC)


@pytest.fixture
def movie(app):
    """A movie with reviews, among noise that belongs to no list of it: ratings, withdrawn words, another movie."""
    movie, other = make.movie("Last Train Home"), make.movie("Another Film")
    review(other, make.super_reviewer(), stars=5, body="Of another film.")
    review(movie, stars=1, body=None)
    gone = review(movie, make.super_reviewer(), stars=5, body="Taken back.")
    withdraw_review(gone.member, gone)
    return movie


def _bodies(page):
    return [item.body for item in page.items]


def _set(made, **values):
    db.session.execute(sa.update(Review).where(Review.id == made.id).values(**values))
    db.session.commit()


@pytest.fixture
def four(movie):
    """Two by Super Reviewers, two not; stars, age and helpfulness each in another order."""
    facts = [
        ("a", make.super_reviewer(), 2.0, 1, 3),
        ("b", make.super_reviewer(), None, 5, 1),
        ("c", make.member(), 5.0, 9, 2),
        ("d", make.member(), 3.5, 0, 4),
    ]
    for body, member, stars, helpful, age in facts:
        made = review(movie, member, stars=stars, body=body)
        _set(made, helpful_count=helpful, published_at=DAY - timedelta(days=age))
    return movie


ORDERS = {
    ("", ""): ["b", "a", "c", "d"],
    ("", "helpful"): ["c", "b", "a", "d"],
    ("", "new"): ["b", "c", "a", "d"],
    ("", "high"): ["c", "d", "a"],
    ("", "low"): ["a", "d", "c"],
    ("super", ""): ["b", "a"],
    ("super", "new"): ["b", "a"],
    ("super", "low"): ["a"],
}


def test_each_order_lists_what_it_says(four):
    assert {(by, sort): _bodies(audience_reviews(four, by=by, sort=sort)) for by, sort in ORDERS} == ORDERS


def test_the_address_chooses_whose_and_which_order(client, four):
    page = client.get(f"/movies/{four.slug}/reviews?by=super&sort=low").text
    assert "<p>a</p>" in page
    assert "<p>b</p>" not in page
    assert "Reviews without stars have no place in this order." in page


def test_an_unknown_order_is_not_there_and_none_is_the_usual_one(client, four):
    for query in ("reviews?sort=loudest", "reviews?by=nobody", "critics?top=all"):
        assert client.get(f"/movies/{four.slug}/{query}").status_code == 404
    page = client.get(f"/movies/{four.slug}/reviews?sort=&by=").text
    assert page.index("<p>b</p>") < page.index("<p>a</p>") < page.index("<p>c</p>") < page.index("<p>d</p>")


def test_pages_reach_every_review_once_both_ways_even_when_all_are_equal(movie):
    for number in range(7):
        _set(review(movie, stars=3, body=f"review {number}"), published_at=DAY)
    for sort in ("", "helpful", "new", "high", "low"):
        pages = [audience_reviews(movie, sort=sort, size=3)]
        while pages[-1].after:
            pages.append(audience_reviews(movie, sort=sort, size=3, place=Place(after=pages[-1].after)))
        seen = [body for page in pages for body in _bodies(page)]
        assert len(seen) == len(set(seen)) == 7, sort
        back = audience_reviews(movie, sort=sort, size=3, place=Place(before=pages[-1].before))
        assert _bodies(back) == _bodies(pages[-2]), sort


def test_a_broken_cursor_is_422(client, movie):
    lists = ("reviews?sort=&", "reviews?sort=new&", "critics?")
    for page, cursor in product(lists, ("x", "WzFd", "W251bGwsMSwyXQ", "A" * 3000)):
        assert client.get(f"/movies/{movie.slug}/{page}after={cursor}").status_code == 422, (page, cursor)


def test_friends_are_the_members_one_follows(as_, four):
    asker, follower, friend = make.member(), make.member(), make.member("Jun Park")
    follow(asker, friend)
    follow(follower, asker)
    review(four, friend, body="From a friend.")
    review(four, follower, body="From a follower.")
    page = as_(asker).get(f"/movies/{four.slug}/reviews?by=friends").text
    assert "From a friend." in page
    assert "From a follower." not in page
    assert "<p>a</p>" not in page


def test_signed_out_friends_are_behind_a_door(client, four):
    page = client.get(f"/movies/{four.slug}/reviews?by=friends")
    assert "Log in to see what your friends have to say." in page.text
    assert "<p>a</p>" not in page.text
    assert "Set-Cookie" not in page.headers


def test_friend_ratings_put_friends_first_and_leave_out_everybody_else(movie):
    asker, followed, friend, stranger, fan = (make.member(name) for name in ("Asker", "Wen", "Jun", "Ola", "Fay"))
    for other in (followed, friend):
        follow(asker, other)
    follow(friend, asker)
    follow(fan, asker)
    for member, stars in ((friend, 2), (followed, 4.5), (stranger, 5), (fan, 1)):
        review(movie, member, stars=stars, body=None)
    assert [(row.member.name, row.stars) for row in friend_ratings(asker, movie)] == [("Jun", 2), ("Wen", 4.5)]
    assert [row.member.name for row in friend_ratings(asker, movie, most=1)] == ["Jun"]


def test_friend_ratings_leave_out_words_without_stars_and_what_was_taken_back(movie):
    asker, talker, leaver = make.member(), make.member(), make.member()
    for other in (talker, leaver):
        follow(asker, other)
    review(movie, talker, body="No stars from me.")
    withdraw_review(leaver, review(movie, leaver, stars=4))
    assert friend_ratings(asker, movie) == []


def test_a_members_reviews_are_those_they_wrote_newest_first(four):
    member = make.member()
    older, newer = review(four, member, body="older"), review(make.movie("Newer"), member, body="newer")
    review(make.movie("Only rated"), member, stars=4, body=None)
    withdraw_review(member, review(make.movie("Taken back"), member, body="gone"))
    _set(older, published_at=DAY)
    _set(newer, published_at=DAY + timedelta(days=1))
    page = reviews_of(member)
    assert [(item.body, item.movie.title) for item in page.items] == [("newer", "Newer"), ("older", "Last Train Home")]


def test_the_newest_of_super_reviewers_come_with_movie_and_member(four):
    assert [item.body for item in newest_super_reviews(2)] == ["Of another film.", "b"]
    assert {item.movie.title for item in newest_super_reviews(3)} == {"Another Film", "Last Train Home"}


def test_two_seats_are_one_for_and_one_against_on_the_same_movie(four):
    assert two_seats() is None
    review(four, make.super_reviewer(), stars=4.5, body="Against the tide.")
    review(four, make.member(), stars=5, body="No plate on this seat.")
    seats = two_seats()
    assert (seats.movie.title, seats.positive.body, seats.negative.body) == (
        "Last Train Home",
        "Against the tide.",
        "a",
    )


def test_two_seats_give_no_story_away(four):
    review(four, make.super_reviewer(), stars=4.5, body="They part.", spoiler=True)
    assert two_seats() is None


def test_readers_get_no_form_and_no_cookie(client, four):
    for address in (f"/movies/{four.slug}/reviews", f"/reviews/{audience_reviews(four).items[0].id}"):
        page = client.get(address)
        assert 'method="post"' not in page.text
        assert "Set-Cookie" not in page.headers


def test_the_badge_stands_beside_the_name(client, four):
    page = client.get(f"/movies/{four.slug}/reviews").text
    assert page.count('class="badge badge--super"') == 2
    assert page.count("review--super") == 2


def test_long_reviews_fold_and_open_whole_at_their_own_address(client, movie):
    made = review(movie, body="word " * 130)
    assert 'id="clamp-review-' in client.get(f"/movies/{movie.slug}/reviews").text
    assert 'id="clamp-review-' not in client.get(f"/reviews/{made.id}").text


def test_a_movie_without_reviews_says_what_will_be_there(client, app):
    page = client.get(f"/movies/{make.movie('Unseen').slug}/reviews").text
    assert "Nobody has reviewed this movie yet." in page
    assert "Opens at five ratings" in page


def test_a_movie_that_is_not_there_has_no_lists(client, movie):
    assert client.get("/movies/no-such-film-1999/reviews").status_code == 404
    assert client.get("/movies/no-such-film-1999/critics").status_code == 404
