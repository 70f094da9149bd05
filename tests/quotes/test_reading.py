"""The quotes of a movie as a reader finds them."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.kernel.db import db, now
from forum.kernel.paging import Place
from forum.quotes.models import Quote, Stage
from forum.quotes.queries import (
    approved_quotes,
    likenesses_of,
    newest_quote,
    newest_quotes,
    pending_count_bounded,
    record_of,
)
from tests import make
from tests.movies.plans import plans
from tests.quotes.make import approved, quote, rejected
from tests.support.statements import query_budget


def test_a_movie_without_quotes_says_so_and_offers_the_form(client):
    movie = make.movie()
    quote("Not yet.", movie=movie)
    page = client.get(f"/movies/{movie.slug}/quotes").text
    assert "There are no approved quotes yet for this movie." in page
    assert f'href="/movies/{movie.slug}/quotes/new"' in page
    assert "Not yet." not in page


def test_readers_get_no_form_to_send_and_no_cookie(client):
    sent = approved("Words.")
    for url in (
        "/quotes",
        f"/movies/{sent.movie.slug}/quotes",
        f"/quotes/{sent.id}",
        f"/members/{sent.author.name}/quotes",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert 'method="post"' not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_a_spoiler_stays_shut_until_it_is_opened(client):
    sent = approved("He was the killer.", spoiler=True)
    for url in ("/quotes", f"/movies/{sent.movie.slug}/quotes"):
        shut = re.search(r'<details class="spoiler">.*?</details>', client.get(url).text, re.S)
        assert shut
        assert "He was the killer." in shut.group()


def test_the_way_through_all_quotes_meets_each_once_even_where_times_tie(app):
    movie, moment = make.movie(), now()
    sent = [approved(f"Line {n}.", movie=movie) for n in range(7)]
    approved("Another movie's.")
    rejected("Rejected.", movie=movie)
    db.session.execute(sa.update(Quote).values(decided_at=moment))
    first = approved_quotes(movie, size=3)
    second = approved_quotes(movie, size=3, place=_after(first))
    third = approved_quotes(movie, size=3, place=_after(second))
    met = [quote.id for page in (first, second, third) for quote in page.items]
    assert met == sorted((quote.id for quote in sent), reverse=True)
    assert third.after is None


def test_an_unreadable_place_in_the_list_is_refused(client):
    movie = approved().movie
    assert client.get(f"/movies/{movie.slug}/quotes?after=nonsense").status_code == 422


def test_the_newest_quotes_of_all_movies_stand_on_one_page(client):
    assert "There are no approved quotes yet." in client.get("/quotes").text
    movies, author, by = [make.movie(), make.movie()], make.member(), make.moderator()
    for n in range(25):
        approved(f"Line {n}.", movie=movies[n % 2], author=author, by=by, spoiler=n % 3 == 0)
    quote("Waiting.", movie=movies[0], author=author)
    rejected("Rejected.", movie=movies[0], author=author, by=by)
    first = client.get("/quotes").text
    older = re.search(r'rel="next" href="([^"]*)"', first)
    met = re.findall(r"Line \d+\.", first + client.get(f"/quotes{older[1]}").text) if older else []
    assert met == [f"Line {n}." for n in reversed(range(25))]
    assert all(f'href="/movies/{movie.slug}"' in first for movie in movies)
    assert "Waiting." not in first
    assert "Rejected." not in first


def test_the_newest_quotes_are_read_along_an_index(app):
    movie, author, moment = make.movie(), make.member(), now()
    rows = [
        {"movie_id": movie.id, "author_id": author.id, "created_at": at, "decided_at": at, "spoiler": n % 2 == 0}
        | {"stage": Stage.APPROVED.value if n % 3 else Stage.REJECTED.value}
        for n in range(2000)
        if (at := moment - timedelta(minutes=n))
    ]
    db.session.execute(sa.insert(Quote), rows)
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    with plans() as found:
        newest_quotes(place=_after(newest_quotes()))
    walks = [plan for plan in found if "ix_quotes_decided" in plan and "TEMP B-TREE" not in plan and "Sort" not in plan]
    assert len(walks) == 2


def test_the_newest_quote_is_one_that_gives_nothing_away(app):
    assert newest_quote() is None
    shown = approved("Safe.")
    approved("He dies.", spoiler=True)
    quote("Waiting.")
    newest = newest_quote()
    assert newest
    assert (newest.id, newest.movie.id, newest.lines[0].text) == (shown.id, shown.movie_id, "Safe.")


def test_the_same_words_are_found_whatever_their_dress(app):
    movie, author = make.movie(), make.member()
    here = quote(("Mother", "You never asked, did you?"), "Hm.", movie=movie, author=author)
    same = rejected(("Mutter", "you never ASKED — did you"), movie=movie)
    also = approved("Hm!", movie=movie)
    quote("You never asked me, did you?", movie=movie)
    quote("You never asked, did you?")
    assert [found.id for found in likenesses_of(here)] == [also.id, same.id]


def test_counts_for_moderators_stop_at_a_bound(app):
    author, movie = make.member(), make.movie()
    for _ in range(4):
        quote(author=author, movie=movie)
    approved(author=author, movie=movie)
    rejected(author=author, movie=movie)
    quote(movie=movie)
    assert (pending_count_bounded(), pending_count_bounded(most=3)) == (5, 3)
    assert record_of(author.id) == (1, 1)


@pytest.mark.parametrize("many", [10, 40])
def test_reading_costs_the_same_however_many_there_are(client, as_, many):
    movie, author, moderator = make.movie(), make.member("Ada"), make.moderator()
    for n in range(many):
        sent = approved(f"{n}", f"{n}, again", movie=movie, author=author, by=moderator)
    ada = as_(author)
    for url, most in (
        ("/quotes", 3),
        (f"/movies/{movie.slug}/quotes", 7),
        ("/members/Ada/quotes", 6),
        (f"/quotes/{sent.id}", 4),
    ):
        with query_budget(most):
            assert ada.get(url).status_code == 200
        with query_budget(most - 1):
            assert client.get(url).status_code == 200


def _after(page):
    return Place(after=page.after)
