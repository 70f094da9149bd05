"""Critic reviews: All Critics and Top Critics, each with its score, newest first."""

from datetime import date, timedelta

import pytest

from forum.kernel.db import db
from forum.kernel.paging import Place
from forum.reviews.importing import CriticFacts, put_critic_reviews
from forum.reviews.queries import critic_reviews, critics_score
from tests import make

DAY = date(2010, 9, 3)


@pytest.fixture
def movie(app):
    other = make.movie("Another Film")
    put_critic_reviews(other, [CriticFacts("Of another film.", True, critic="Noise", top_critic=True)])
    return make.movie("Last Train Home")


def _put(movie, *items):
    put_critic_reviews(movie, items)
    db.session.commit()
    db.session.refresh(movie)


def _critics(number, positive, top=0):
    return [
        CriticFacts(f"{n}.", n < positive, critic=f"C{n}", published_on=DAY + timedelta(days=n), top_critic=n < top)
        for n in range(number)
    ]


def test_everything_of_a_review_is_on_the_page(client, movie):
    facts = CriticFacts(
        "The camera earns its place in the carriage.", positive=True, critic="Maud Ellery",
        publication="The Harbour Gazette", url="https://gazette.example/train", published_on=date(2011, 2, 22),
        original_score="3/4", top_critic=True,
    )  # fmt: skip
    _put(movie, facts)
    page = client.get(f"/movies/{movie.slug}/critics").text
    for words in (
        "The camera earns its place in the carriage.", "Maud Ellery", "The Harbour Gazette", "Feb 22, 2011", "3/4",
        "Top Critic</span>", 'href="https://gazette.example/train" rel="nofollow', "For</span>", "Full review",
    ):  # fmt: skip
        assert words in page
    assert "Of another film." not in page


def test_both_tabs_count_and_have_a_score_of_their_own(client, movie):
    _put(movie, *_critics(52, 49, top=19))
    everyone, top = (client.get(f"/movies/{movie.slug}/critics{query}").text for query in ("", "?top=1"))
    for page in (everyone, top):
        assert "All Critics <span>52</span>" in page
        assert "Top Critics <span>19</span>" in page
    assert "94<small>%</small>" in everyone
    assert "<b>49 for</b>, 3 against" in everyone
    assert "100<small>%</small>" in top
    assert "<b>19 for</b>, 0 against" in top


@pytest.mark.parametrize(
    ("number", "positive", "percent"), [(4, 4, None), (5, 4, 80), (8, 1, 13), (40, 1, 3), (5, 0, 0)]
)
def test_the_score_opens_at_five_and_rounds_half_up(movie, number, positive, percent):
    _put(movie, *_critics(number, positive, top=number))
    for top in (False, True):
        score = critics_score(movie, top=top)
        assert (score.percent, score.positive, score.negative) == (percent, positive, number - positive)


def test_the_newest_come_first_and_those_without_a_date_last(client, movie):
    _put(
        movie, CriticFacts("Undated.", True, critic="A"), CriticFacts("Old.", True, critic="B", published_on=DAY),
        CriticFacts("New.", False, critic="C", published_on=DAY + timedelta(days=9)),
    )  # fmt: skip
    page = client.get(f"/movies/{movie.slug}/critics").text
    assert page.index("New.") < page.index("Old.") < page.index("Undated.")
    assert "Jan 1, 1" not in page


@pytest.mark.parametrize("top", [False, True])
def test_pages_reach_every_critic_once(movie, top):
    _put(
        movie,
        *(CriticFacts(f"Line {n}.", True, critic=f"C{n}", published_on=DAY, top_critic=n % 2 == 0) for n in range(7)),
    )
    first = critic_reviews(movie, top=top, size=2)
    seen, page = list(first.items), first
    while page.after:
        page = critic_reviews(movie, top=top, size=2, place=Place(after=page.after))
        seen += page.items
    assert len({review.id for review in seen}) == len(seen) == (4 if top else 7)


def test_a_movie_without_critics_says_so(client, movie):
    page = client.get(f"/movies/{movie.slug}/critics").text
    assert "There are no critic reviews of this movie yet." in page
    assert "Opens at five reviews" in page


def test_a_movie_without_top_critics_says_so(client, movie):
    _put(movie, CriticFacts("Alone.", True, critic="A"))
    assert "No Top Critic has reviewed this movie yet." in client.get(f"/movies/{movie.slug}/critics?top=1").text


def test_a_publication_alone_signs_for_its_critic(client, movie):
    _put(movie, CriticFacts("Unsigned.", True, publication="Chicago Evening Lamp"))
    assert '<b dir="auto">Chicago Evening Lamp</b>' in client.get(f"/movies/{movie.slug}/critics").text
