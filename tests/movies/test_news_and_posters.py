"""What is written elsewhere about a movie, and the pictures made for it."""

from datetime import date

import pytest

from forum.kernel.db import db
from forum.movies.actions import correct_movie
from forum.movies.facts import CreditFacts, NewsFacts
from forum.movies.models import Job
from tests import make
from tests.support.statements import query_budget

NEWS = [
    NewsFacts("Undated", "https://news.example/undated"),
    NewsFacts("An old interview", "https://news.example/old", "interview", "The Carriage", date(2010, 9, 1)),
    NewsFacts("A <b>prize</b>", "https://news.example/prize?a=1&b=2", "news", None, date(2011, 2, 22)),
]


def test_news_stand_newest_first_with_where_they_are_from(client, app):
    movie = make.movie("Last Train Home", news=NEWS)
    make.movie("Another", news=[NewsFacts("Noise", "https://news.example/noise")])
    page = client.get(f"/movies/{movie.slug}/news").text
    places = [page.index(words) for words in ("A &lt;b&gt;prize&lt;/b&gt;", "An old interview", "Undated")]
    assert places == sorted(places)
    for words in (
        "Interview, <bdi>The Carriage</bdi>, ",
        "Sep 1, 2010",
        'href="https://news.example/prize?a=1&amp;b=2"',
    ):
        assert words in page
    assert "Noise" not in page


def test_without_news_the_page_says_so(client, app):
    assert "There is no news about this movie yet." in client.get(f"/movies/{make.movie().slug}/news").text


def test_the_poster_is_a_picture_that_runs_nothing(client, app):
    movie = make.movie('<script>alert(1)</script> & "quotes"', directors=["]]>"], genres=["Drama"])
    with query_budget(4) as asked:
        poster = client.get(f"/posters/{movie.slug}.svg")
    assert poster.status_code == 200
    assert poster.content_type == "image/svg+xml; charset=utf-8"
    assert "sandbox" in poster.headers["Content-Security-Policy"]
    assert "default-src 'none'" in poster.headers["Content-Security-Policy"]
    assert poster.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script" not in poster.text
    assert "Set-Cookie" not in poster.headers
    assert asked.writes == []


def test_a_browser_keeps_the_poster_until_it_is_another(client, app):
    movie = make.movie("Last Train Home", directors=["Lixin Fan"])
    first = client.get(f"/posters/{movie.slug}.svg")
    assert first.cache_control.max_age >= 3600
    again = client.get(f"/posters/{movie.slug}.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    correct_movie(movie, jobs={Job.DIRECTOR: [CreditFacts("Somebody Else")]})
    db.session.commit()
    corrected = client.get(f"/posters/{movie.slug}.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert corrected.status_code == 200


@pytest.mark.parametrize("address", ["/posters/nothing-1999.svg", "/movies/nothing-1999/news", "/posters/..%2f.svg"])
def test_nothing_is_drawn_for_a_movie_that_is_not_there(client, app, address):
    assert client.get(address).status_code == 404
