"""Members who write about a film in the very moment it becomes one with another: all they wrote is there."""

from functools import partial

import pytest
import sqlalchemy as sa

from forum.desk.actions import MOVIE, accept_suggestion, change, edition, suggest
from forum.desk.actions.merging import merge_movies
from forum.desk.models import Suggestion
from forum.kernel.db import db
from forum.kernel.errors import Outdated
from forum.movies.models import Movie
from forum.quotes.models import Stage
from forum.reviews.models import Review
from tests import make
from tests.desk.lives import Said, drift, naming, texts_about, two
from tests.desk.make import reading, suggested
from tests.quotes.make import approved, quote, sent_form
from tests.support.crowds import all_at_once

ROUNDS = 2
TRIES = 5


def _send(client, address, data):
    """Send a form as a browser does: again where the form is to go elsewhere, and where the house was busy."""
    for _ in range(TRIES):
        answer = client.post(address, data=data)
        if answer.status_code == 308:
            address = answer.location
        elif answer.status_code != 503:
            return answer.status_code
    return 503


@pytest.mark.parametrize("round", range(ROUNDS))
def test_what_is_written_at_that_moment_is_moved_or_led_on(app, as_, round):
    films, moderator = two(), make.moderator()
    dropped_id, address = films.dropped.id, f"/movies/{films.dropped.slug}"
    both, fickle, author = make.member(), make.member(), make.member()
    old = films.has_review(films.dropped, both, Said(2, True, 1), [])
    films.has_review(films.kept, both, Said(4, False, 2), [])
    taken = films.has_review(films.dropped, fickle, Said(3, True, 1), [])
    films.has_quote(films.dropped, Stage.PENDING, make.member(), moderator)
    waiting = quote(films.sentence(), movie=films.dropped)
    shown = approved(films.sentence(), movie=films.dropped, author=author)
    merge = {"into": films.kept.slug, "reason": "One."}
    forms = [
        (moderator, f"{address}/merge", merge),
        (both, f"{address}/reviews", {"stars": "3.5", "body": "Changed.", "version": str(old.version)}),
        (make.member(), f"{address}/reviews", {"stars": "4.5", "body": films.sentence()}),
        (make.member(), f"{address}/reviews", {"stars": "1.5"}),
        (make.member(), f"{address}/quotes", sent_form(("", films.sentence()))),
        (make.member(), f"{address}/discussion", {"title": films.sentence(), "body": films.sentence()}),
        (fickle, f"/reviews/{taken.id}/withdrawal", {}),
        (make.member(), f"/reviews/{old.id}/helpful", {}),
        (make.moderator(), f"/quotes/{waiting.id}/approval", {"version": waiting.version}),
        (author, f"/quotes/{shown.id}/withdrawal", {}),
    ]
    acts = [partial(_send, as_(who), where, data) for who, where, data in forms]
    first, changed, *others = all_at_once(*acts)
    assert {first, *others} == {303}
    found = texts_about(films.kept)
    # Who changes one of two reviews that became one meanwhile is shown both texts, as ever.
    assert ("Changed." in found, changed) in ((True, 303), (False, 409))
    assert [words for words in films.sentences if words not in found] == []
    assert list(drift(films.kept)) == []
    assert naming(dropped_id) == []
    assert (waiting.stage, shown.stage) == (Stage.APPROVED, Stage.WITHDRAWN)
    assert db.session.get_one(Review, taken.id).is_withdrawn


@pytest.mark.parametrize("round", range(ROUNDS))
def test_two_moderators_who_merge_the_same_two_each_way_make_one(app, as_, round):
    films = two()
    films.has_review(films.dropped, make.member(), Said(4, True, 1), [])
    films.has_review(films.kept, make.member(), Said(2, True, 1), [])
    slugs = films.dropped.slug, films.kept.slug
    ids = films.dropped.id, films.kept.id
    acts = [
        partial(_send, as_(make.moderator()), f"/movies/{goes}/merge", {"into": stays, "reason": "One."})
        for goes, stays in (slugs, slugs[::-1], slugs)
    ]
    assert set(all_at_once(*acts)) <= {303, 422}
    [stays] = db.session.scalars(sa.select(Movie).where(Movie.id.in_(ids)))
    assert [naming(movie_id) for movie_id in ids if movie_id != stays.id] == [[]]
    assert list(drift(stays)) == []
    assert [words for words in films.sentences if words not in texts_about(stays)] == []


def test_whoever_opened_a_movie_that_went_since_is_sent_there_again(app):
    """The edge begins again what is outdated, and finds the movie at its new place; 404 would lose what was typed."""
    films, moderator = two(), make.moderator()
    waiting = suggested(films.dropped)
    goes = Movie(id=films.dropped.id, title="Last Trian Home", year=2009)
    read, opened = reading(films.dropped), Suggestion(movie=goes, movie_id=goes.id, after=waiting.after)
    merge_movies(moderator, films.dropped, films.kept, reason="One.")
    for act in (
        lambda: change(moderator, goes, MOVIE, goes.id, read, seen=edition(read), reason="Late."),
        lambda: suggest(make.member(), goes, read, seen=edition(read), reason="Late."),
        lambda: accept_suggestion(moderator, opened, seen=edition(read)),
    ):
        with pytest.raises(Outdated):
            act()


def test_a_chain_of_merges_leads_to_its_end(app, client):
    films, last = two(), make.movie("Last Train")
    merge_movies(make.moderator(), films.dropped, films.kept, reason="One.")
    merge_movies(make.moderator(), films.kept, last, reason="And one.")
    db.session.commit()
    assert client.get("/movies/last-trian-home-2009/quotes").location == f"/movies/{last.slug}/quotes"
