"""The page of a person of film: everything they did, the newest first, at one cost however long the career."""

import re

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.paging import Place
from forum.movies.actions import Source, correct_movie, put_movies
from forum.movies.facts import CreditFacts, MovieFacts
from forum.movies.models import Credit, Job, Movie
from forum.movies.queries import credits_of, get_person
from tests import make
from tests.movies.plans import plans
from tests.support.statements import query_budget

SECTION = re.compile(r'<h2 id="[a-z]+-title">([^<]+)</h2>(.*?)</section>', re.S)
SLOW = re.compile(r"TEMP B-TREE|\bSort\b|Seq Scan|SCAN")
ROW = re.compile(r'<h3 class="serif"><a [^>]*>([^<]*)</a> <span class="small faint">(\d+)</span>')


def career(page):
    """What the page lists under each heading."""
    return {heading: ROW.findall(rows) for heading, rows in SECTION.findall(page.text)}


def busy(number):
    """Agnès Varda wrote and played in so many movies, among as many of others'."""
    both = {job: [CreditFacts("Agnès Varda"), CreditFacts("Extra")] for job in (Job.WRITER, Job.CAST)}
    theirs = {Job.CAST: [CreditFacts("Extra")], Job.WRITER: [CreditFacts("Nobody")]}
    told = [MovieFacts(f"Film {n}", 1950 + n % 70, str(n), credits=both) for n in range(number)]
    told += [MovieFacts(f"Noise {n}", 1950 + n % 70, f"noise {n}", credits=theirs) for n in range(number)]
    put_movies(Source("noise", keys_are_films=True), told)
    db.session.commit()


def test_a_career_is_shown_by_job_newest_first_and_linked_from_its_movies(client):
    roles = [CreditFacts("Peter Sellers", "Mandrake"), CreditFacts("Extra"), CreditFacts("Peter Sellers", "Muffley")]
    strange = make.movie("Dr. Strangelove", 1964, writers=["Peter Sellers"], cast=roles)
    make.movie("Being There", 1979, cast=["Peter Sellers"], critics_percent=96, critics_count=50, critics_for_count=48)
    make.movie("Mr. Topaze", 1961, directors=["Peter Sellers"])
    make.movie("Noise", 1970, cast=["Peter"])
    page = client.get("/people/peter-sellers")
    assert list(career(page).items()) == [
        ("Directed", [("Mr. Topaze", "1961")]),
        ("Written", [("Dr. Strangelove", "1964")]),
        ("In the cast", [("Being There", "1979"), ("Dr. Strangelove", "1964")]),
    ]
    assert "As <bdi>Mandrake</bdi>, <bdi>Muffley</bdi>" in page.text
    assert "Critics <b>96%</b>, 48 for, 2 against" in page.text
    assert "Audience" not in page.text
    assert "Set-Cookie" not in page.headers
    assert (
        client.get(f"/movies/{strange.slug}").text.count('href="/people/peter-sellers"') == 4
    )  # byline, facts, two roles


def test_a_corrected_year_moves_the_movie_in_every_career(client):
    late = make.movie("Late", 1960, directors=["Agnès Varda"])
    make.movie("Early", 1962, directors=["Agnès Varda"])
    correct_movie(late, year=1977)
    db.session.commit()
    assert career(client.get("/people/agnes-varda")) == {"Directed": [("Late", "1977"), ("Early", "1962")]}
    put_movies(Source("file"), [MovieFacts("Other", 1950, "other", {"imdb_id": "tt01"}, credits=late_credits())])
    put_movies(Source("else"), [MovieFacts("Other", 2001, "", {"imdb_id": "tt01"})])
    assert db.session.scalars(sa.select(Credit.year).where(Credit.year != _year_of_its_movie())).all() == []
    assert career(client.get("/people/agnes-varda"))["Directed"][0] == ("Other", "2001")


def late_credits():
    return {Job.DIRECTOR: [CreditFacts("Agnès Varda")]}


def _year_of_its_movie():
    return sa.select(Movie.year).where(Movie.id == Credit.movie_id).scalar_subquery()


def test_nobody_is_at_an_unknown_or_odd_address(client):
    make.movie(directors=["Agnès Varda"])
    for slug in ("nobody", "Agnès Varda", "%00", "a" * 5000, "agnes-varda/x", "agnes-varda?job=grip", "%F0%9F%92%A5"):
        assert client.get(f"/people/{slug}").status_code == 404, slug
    assert client.get("/people/agnes-varda?job=director&after=broken").status_code == 422
    assert "There are no movies of theirs here" in client.get("/people/agnes-varda?job=cast").text


def test_people_without_letters_have_addresses_of_their_own(client):
    make.movie("One", directors=["★", "☆"])
    assert {client.get(f"/people/{slug}").status_code for slug in ("person", "person-2")} == {200}


@pytest.mark.parametrize("number", [5, 500])
def test_a_long_career_costs_what_a_short_one_does(app, client, number):
    busy(number)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    for address, most in (("/people/agnes-varda", 4), ("/people/agnes-varda?job=cast", 2)):
        client.get(address)
        with query_budget(most) as asked:
            client.get(address)
        assert asked.writes == []
    if number == 500:
        person = get_person("agnes-varda")
        with plans() as found:
            first = credits_of(person, Job.CAST)
            second = credits_of(person, Job.CAST, place=Place(after=first.after))
        assert [credit.year for credit in second.items] == [2017] + [2016] * 7 + [2015] * 7 + [2014] * 5
        walks = [plan for plan in found if "ix_credits_of_person" in plan and not SLOW.search(plan)]
        assert len(walks) == 2


def test_the_way_through_a_long_career_meets_each_movie_once(client):
    busy(120)
    met, address = [], "?job=cast"
    while address:
        page = client.get(f"/people/agnes-varda{address}")
        met += career(page)["In the cast"]
        older = re.search(r'rel="next" href="([^"]*)"', page.text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert [int(year) for _, year in met] == sorted((1950 + n % 70 for n in range(120)), reverse=True)
    assert len(set(met)) == 120
