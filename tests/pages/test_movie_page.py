"""The movie page: what stands on it, for whom, and at what cost."""

from datetime import date

import pytest

from forum.kernel.db import db
from forum.movies.actions import correct_movie
from forum.movies.models import Movie
from forum.reviews.importing import CriticFacts, put_critic_reviews
from tests import make
from tests.boards.make import thread
from tests.quotes.make import approved, quote
from tests.reviews.make import review
from tests.support.statements import query_budget

BUDGET = 12


def critics(movie, number, *, positive=lambda _: True, top=lambda _: False):
    facts = [
        CriticFacts(
            quote=f"Verdict {n}.",
            positive=positive(n),
            critic=f"Critic {n}",
            publication="The Harbour Gazette",
            published_on=date(2010, 1, 1 + n % 28),
            top_critic=top(n),
        )
        for n in range(number)
    ]
    put_critic_reviews(movie, facts)
    db.session.commit()


def filled(number):
    """A movie with `number` of everything, and a reader who follows one of its reviewers."""
    movie, reader = make.movie(), make.member()
    for _ in range(number):
        author = make.member()
        review(movie, author, stars=4)
        approved(movie=movie, author=author)
        thread(about=movie)
    critics(movie, number)
    return movie, reader


def test_a_movie_nobody_has_touched_says_what_will_be_there(client, app):
    page = client.get(f"/movies/{make.movie().slug}").text
    assert "There are no approved quotes yet for this movie." in page
    assert "to see what your friends have to say" in page
    assert page.count("Opens at five") == 2


def test_scores_open_at_five_and_show_both_counts(client, app):
    movie = make.movie()
    critics(movie, 5, positive=lambda n: n != 0)
    for stars in (5, 4, 3.5, 3, 0.5):
        review(movie, stars=stars, body=None)
    page = client.get(f"/movies/{movie.slug}").text
    assert "Opens at five" not in page
    assert ">80<" in page
    assert "<b>4 for</b>, 1 against" in page
    assert ">60<" in page
    assert "<b>3 for</b>, 2 against" in page


def test_all_critics_and_top_critics_are_counted(client, app):
    movie = make.movie()
    critics(movie, 7, top=lambda n: n < 3)
    page = client.get(f"/movies/{movie.slug}").text
    assert "All Critics (7)" in page
    assert "Top Critics (3)" in page


def test_super_reviewers_come_first_with_their_badge(client, app):
    movie = make.movie()
    review(movie, make.member("Quiet Fan"), body="First to speak.")
    review(movie, make.super_reviewer("Ruth Okafor"), body="Second to speak.")
    page = client.get(f"/movies/{movie.slug}").text
    assert page.index("Second to speak.") < page.index("First to speak.")
    assert page.count("badge--super") == 1


def test_only_approved_quotes_are_on_the_page(client, app):
    movie = make.movie()
    quote("Not yet seen by anybody", movie=movie)
    approved("Seen and vouched for", movie=movie)
    page = client.get(f"/movies/{movie.slug}").text
    assert "Seen and vouched for" in page
    assert "Not yet seen" not in page
    assert "no approved quotes" not in page


def test_friends_ratings_are_those_of_members_one_follows(as_, app):
    movie, reader = make.movie(), make.member()
    review(movie, make.member("Followed Friend"), stars=4.5, body=None)
    review(movie, make.member("Total Stranger"), stars=1, body=None)
    signed_in = as_(reader)
    signed_in.post("/members/Followed Friend/follow")
    page = signed_in.get(f"/movies/{movie.slug}").text
    assert "Followed Friend" in page
    assert "Total Stranger" not in page


def test_a_signed_out_reader_gets_no_form_and_no_cookie(client, app):
    movie, _ = filled(2)
    answer = client.get(f"/movies/{movie.slug}")
    assert 'method="post"' not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_member_finds_the_own_review_in_the_form(as_, app):
    movie, ines = make.movie(), make.member()
    review(movie, ines, stars=2.5, body="Half of it is fine.")
    page = as_(ines).get(f"/movies/{movie.slug}").text
    assert "Your review" in page
    assert page.count("Half of it is fine.") == 2
    assert 'value="2.5" aria-label="2.5 stars" checked' in page


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_costs_the_same_however_much_there_is(client, as_, app, number):
    movie, reader = filled(number)
    address, signed_in = f"/movies/{movie.slug}", as_(reader)
    for visitor in (client, signed_in):
        with query_budget(BUDGET):
            assert visitor.get(address).status_code == 200


def test_a_corrected_title_leads_to_the_new_address(client, app):
    movie = make.movie("Last Trian Home", 2010)
    old = movie.slug
    correct_movie(db.session.get_one(Movie, movie.id), title="Last Train Home")
    db.session.commit()
    answer = client.get(f"/movies/{old}/quotes?after=")
    assert (answer.status_code, answer.location) == (301, "/movies/last-train-home-2010/quotes?after=")
