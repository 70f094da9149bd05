"""Critic reviews told by hand: added, corrected, removed, and each brought back, with the score right at every step."""

import pytest
import sqlalchemy as sa

from forum.desk.actions import undo
from forum.desk.actions.critics import CRITIC_REVIEW, mark_top_critic
from forum.desk.actions.sheets import edition
from forum.desk.models import Revision
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.movies.models import Movie
from forum.reviews.importing import CriticFacts, put_critic_reviews
from forum.reviews.models import CriticReview
from tests import make

TOLD = {
    "critic": "Maud Ellery",
    "publication": "Harbour Gazette",
    "quote": "See it.",
    "verdict": "For",
    "url": "https://gazette.example/1",
    "published_on": "2010-09-03",
    "original_score": "3/4",
    "top_critic": "y",
}
WHY = {"reason": "As it was printed."}


@pytest.fixture
def movie(app):
    movie = make.movie("Last Train Home")
    others = [CriticFacts("Seen.", positive=number > 0, critic=f"C{number}") for number in range(4)]
    put_critic_reviews(movie, others)
    put_critic_reviews(make.movie("Another"), [CriticFacts("Noise.", True, critic="Maud Ellery", top_critic=True)])
    return movie


@pytest.fixture
def moderator(app):
    return make.moderator("Ada")


def _critics(movie, *rest):
    return "/".join(["", "movies", movie.slug, "critics", *map(str, rest)])


def _review(movie):
    maud = sa.select(CriticReview).where(CriticReview.movie_id == movie.id, CriticReview.quote != "Seen.")
    return db.session.scalars(maud).one_or_none()


def _seen(review):
    return edition(CRITIC_REVIEW.read(review.id))


def _revisions():
    return list(db.session.scalars(sa.select(Revision).order_by(Revision.id)))


def _check_counts(movie):
    """The stored counts are what the rows say; returns (all, for, percent, top, top for)."""
    reviews = list(db.session.scalars(sa.select(CriticReview).filter_by(movie_id=movie.id)))
    positive, top = [review for review in reviews if review.positive], [one for one in reviews if one.top_critic]
    percent = (len(positive) * 200 + len(reviews)) // (len(reviews) * 2) if len(reviews) >= 5 else None
    counted = len(reviews), len(positive), percent, len(top), sum(one.positive for one in top)
    stored = sa.select(
        Movie.critics_count,
        Movie.critics_for_count,
        Movie.critics_percent,
        Movie.top_critics_count,
        Movie.top_critics_for_count,
    )
    assert tuple(db.session.execute(stored.where(Movie.id == movie.id)).one()) == counted
    return counted


def test_added_corrected_and_removed_it_counts_as_it_stands_and_each_can_be_undone(as_, movie, moderator):
    client = as_(moderator)
    added = client.post(_critics(movie), data=TOLD)
    assert (added.status_code, added.location) == (303, _critics(movie))
    assert _check_counts(movie) == (5, 4, 80, 1, 1)
    review = _review(movie)
    assert (review.identity, review.day.isoformat()) == ("Maud Ellery|Harbour Gazette", "2010-09-03")
    told = TOLD | {"verdict": "Against", "published_on": "", "edition": _seen(review)} | WHY
    client.post(_critics(movie, review.id), data=told)
    assert _check_counts(movie) == (5, 3, 60, 1, 0)
    assert _review(movie).day is None
    removed = client.post(_critics(movie, review.id, "removal"), data={"reason": "Of another film."})
    assert removed.status_code == 303
    assert _check_counts(movie) == (4, 3, None, 0, 0)
    added, corrected, removed = _revisions()
    assert corrected.before == {"verdict": "For", "published_on": "2010-09-03"}
    assert corrected.after == {"verdict": "Against", "published_on": ""}
    undo(moderator, db.session.get_one(Revision, removed.id), reason="It was right.")
    assert _check_counts(movie) == (5, 3, 60, 1, 0)
    assert (_review(movie).critic, _review(movie).positive) == ("Maud Ellery", False)


def test_an_addition_and_a_correction_are_undone(as_, movie, moderator):
    client = as_(moderator)
    client.post(_critics(movie), data=TOLD)
    review = _review(movie)
    client.post(_critics(movie, review.id), data=TOLD | WHY | {"critic": "M. Ellery", "edition": _seen(review)})
    added, corrected = _revisions()
    undo(moderator, corrected, reason="Her name is Maud.")
    assert _review(movie).identity == "Maud Ellery|Harbour Gazette"
    undo(moderator, added, reason="Of another film.")
    assert _review(movie) is None
    assert _check_counts(movie) == (4, 3, None, 0, 0)


def test_a_top_critic_is_named_with_one_click_and_each_click_is_a_revision(as_, movie, moderator):
    client = as_(moderator)
    client.post(_critics(movie), data=TOLD | {"top_critic": ""})
    address = _critics(movie, _review(movie).id, "top-critic")
    for _ in range(2):
        answer = client.post(address, data={"top": "1", "next": f"{_critics(movie)}?top=1"})
        assert (answer.status_code, answer.location) == (303, f"{_critics(movie)}?top=1")
    assert _check_counts(movie) == (5, 4, 80, 1, 1)
    assert client.post(address).location == _critics(movie)
    assert _check_counts(movie) == (5, 4, 80, 0, 0)
    assert [revision.reason for revision in _revisions()[1:]] == ["Named a Top Critic.", "No longer a Top Critic."]
    history = client.get(f"/movies/{movie.slug}/revisions").text
    assert history.count("corrected a critic review: <bdi>Maud Ellery</bdi>") == 2


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"critic": "", "publication": " "}, "critic", "Name the critic, the publication, or both."),
        ({"critic": "C1", "publication": ""}, "critic", "This movie already has this critic&#39;s review."),
        ({"quote": ""}, "quote", "Quote a sentence or two"),
        ({"quote": "x" * 1001}, "quote", "longer than 1,000 characters"),
        ({"verdict": ""}, "verdict", "for it or against"),
        ({"verdict": "Rotten"}, "verdict", "Not a valid choice"),
        ({"url": "javascript:alert(1)"}, "url", "with https:// or http:// in front"),
        ({"url": "https://[half"}, "url", "with https:// or http:// in front"),
        ({"published_on": "2011-02-30"}, "published_on", "such as 2010-09-03"),
        ({"published_on": "0001-01-01"}, "published_on", "such as 2010-09-03"),
        ({"original_score": "A\0"}, "original_score", "cannot be stored"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_kept(as_, movie, moderator, changed, field, words):
    answer = as_(moderator).post(_critics(movie), data=TOLD | {"publication": "<b>Gazette</b>"} | changed)
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-error">')[1].split("</span>")[0]
    assert "<b>Gazette" not in answer.text
    assert changed.keys() & {"publication"} or 'value="&lt;b&gt;Gazette&lt;/b&gt;"' in answer.text
    assert _revisions() == []
    _check_counts(movie)


def test_whoever_saves_second_sees_both_texts_beside_the_field_and_decides(as_, movie, moderator):
    first, second = as_(moderator), as_(make.moderator("Ben"))
    first.post(_critics(movie), data=TOLD)
    review = _review(movie)
    read, address = _seen(review), _critics(movie, review.id)
    first.post(address, data=TOLD | WHY | {"quote": "See it <twice>.", "edition": read})
    late = TOLD | WHY | {"quote": "Do not.", "edition": read}
    answer = second.post(address, data=late)
    assert answer.status_code == 409
    assert 'How it reads now</p><p class="as-typed" dir="auto">See it &lt;twice&gt;.</p>' in answer.text
    assert answer.text.count("How it reads now") == 1
    assert "Do not.</textarea>" in answer.text
    assert _review(movie).quote == "See it <twice>."
    fresh = _seen(_review(movie))
    assert f'value="{fresh}"' in answer.text
    assert second.post(address, data=late | {"edition": fresh}).status_code == 303
    assert _review(movie).quote == "Do not."


def test_undoing_a_removal_after_the_same_was_told_again_is_refused(as_, movie, moderator):
    client = as_(moderator)
    client.post(_critics(movie), data=TOLD)
    client.post(_critics(movie, _review(movie).id, "removal"), data=WHY)
    client.post(_critics(movie), data=TOLD)
    with pytest.raises(Invalid, match="already has this critic's review"):
        undo(moderator, _revisions()[1], reason="Back.")
    db.session.rollback()
    _check_counts(movie)


def test_a_form_sent_twice_adds_one_and_a_review_of_another_movie_is_not_here(as_, movie, moderator):
    client = as_(moderator)
    for _ in range(2):
        assert client.post(_critics(movie), data=TOLD | {"once": "the-same"}).status_code == 303
    assert _check_counts(movie)[0] == 5
    noise = db.session.scalars(sa.select(CriticReview.id).where(CriticReview.quote == "Noise.")).one()
    for address in (_critics(movie, noise, "edit"), _critics(movie, noise, "removal")):
        assert client.get(address).status_code == 404


def test_moderators_find_the_ways_on_the_page_and_nobody_else_does(as_, client, movie, moderator):
    mark_top_critic(moderator, movie, db.session.scalars(sa.select(CriticReview.id)).first(), top=True)
    page = as_(moderator).get(_critics(movie)).text
    assert f'href="{_critics(movie, "new")}"' in page
    assert page.count(">Edit<") == page.count(">Remove<") == 4
    assert (page.count(">Name a Top Critic<"), page.count(">No longer a Top Critic<")) == (3, 1)
    for visitor in (client, as_(make.member())):
        for address in (_critics(movie), f"/movies/{movie.slug}"):
            plain = visitor.get(address).text
            assert "top-critic" not in plain.replace("#icon-top-critic", "").replace("badge--top-critic", "")
            assert "critics/new" not in plain
    form = as_(moderator).get(_critics(movie, _first_of(movie), "edit")).text
    assert "Seen.</textarea>" in form


def _first_of(movie):
    return db.session.scalars(sa.select(CriticReview.id).filter_by(movie_id=movie.id)).first()
