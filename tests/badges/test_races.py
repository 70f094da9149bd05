"""Many at once: what is counted is what was said, and of two deciding one is told that the other was faster."""

from functools import partial

import pytest
import sqlalchemy as sa

from forum.badges.actions import award_badge, withdraw_badge
from forum.badges.models import Award
from forum.badges.queries import get_award, held_award
from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.members.models import Member
from forum.modlog.queries import entries_about
from forum.movies.models import Movie
from forum.reviews.actions import Opinion, find_helpful, find_unhelpful, withdraw_review, write_review
from forum.reviews.models import HelpfulMark, Review
from forum.reviews.queries import review_by
from tests import make
from tests.reviews.at_once import at_once
from tests.reviews.make import helpful_counts, recount, review, stored_counts


@pytest.fixture
def movie(app):
    return make.movie()


def _mark(action, member_id, review_id):
    action(db.session.get_one(Member, member_id), db.session.get_one(Review, review_id))


def _write(member_id, movie_id, opinion, version=None):
    write_review(db.session.get_one(Member, member_id), db.session.get_one(Movie, movie_id), opinion, version=version)


def _withdraw(member_id, movie_id):
    member, movie = db.session.get_one(Member, member_id), db.session.get_one(Movie, movie_id)
    withdraw_review(member, review_by(member, movie))


def _award(moderator_id, member_id):
    moderator, member = (db.session.get_one(Member, number) for number in (moderator_id, member_id))
    award_badge(moderator, member, reason="At once.")


def _end(moderator_id, award_id):
    withdraw_badge(db.session.get_one(Member, moderator_id), get_award(award_id), reason="At once.")


def test_fifty_members_find_one_review_helpful(app, movie):
    made = review(movie)
    acts = [partial(_mark, find_helpful, make.member().id, made.id) for _ in range(50)]
    assert at_once(app, acts) == [None] * 50
    assert made.helpful_count == 50


def test_one_member_pressing_twenty_times_counts_once(app, movie):
    made, reader = review(movie), make.member().id
    assert at_once(app, [partial(_mark, find_helpful, reader, made.id)] * 20) == [None] * 20
    assert made.helpful_count == db.session.scalar(sa.select(sa.func.count()).select_from(HelpfulMark)) == 1


def test_marks_given_and_taken_back_in_a_crowd_are_counted_exactly(app, movie):
    made, readers = review(movie), [make.member().id for _ in range(6)]
    acts = [
        partial(_mark, action, reader, made.id) for reader in readers for action in (find_helpful, find_unhelpful) * 3
    ]
    at_once(app, acts)
    stored, counted = helpful_counts(movie)
    assert stored == counted


def test_fifty_members_rate_one_movie(app, movie):
    acts = [partial(_write, make.member().id, movie.id, Opinion(1 + number % 10)) for number in range(50)]
    assert at_once(app, acts) == [None] * 50
    assert stored_counts(movie) == recount(movie)
    assert movie.histogram == [5] * 10
    assert movie.audience_percent == 40


def test_a_member_in_many_windows_has_one_review_and_the_others_are_told(app, movie):
    member = make.member()
    acts = [partial(_write, member.id, movie.id, Opinion(1 + n, f"Text {n}."), 0) for n in range(8)]
    outcomes = at_once(app, acts)
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, *[WrongState] * 7]))
    assert stored_counts(movie) == recount(movie)
    assert movie.ratings_count == 1


def test_a_member_changing_and_withdrawing_at_once_is_counted_exactly(app, movie):
    member = make.member()
    review(movie, member, stars=4)
    acts = [partial(_write, member.id, movie.id, Opinion(1 + n, "Changed.")) for n in range(8)]
    at_once(app, [*acts[:4], partial(_withdraw, member.id, movie.id), *acts[4:]])
    assert stored_counts(movie) == recount(movie)


def test_a_badge_given_while_its_member_writes_marks_every_review(app):
    member, movies = make.member(), [make.movie() for _ in range(12)]
    acts = [partial(_write, member.id, movie.id, Opinion(8, "Written just then.")) for movie in movies]
    at_once(app, [*acts[:5], partial(_award, make.moderator().id, member.id), *acts[5:]])
    assert set(db.session.scalars(sa.select(Review.by_super_reviewer))) == {True}
    for movie in movies:
        assert stored_counts(movie) == recount(movie)


def test_of_two_moderators_awarding_one_wins(app):
    member = make.member()
    outcomes = at_once(app, [partial(_award, make.moderator().id, member.id) for _ in range(4)])
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, *[WrongState] * 3]))
    assert db.session.scalar(sa.select(sa.func.count(Award.id))) == 1
    assert len(entries_about("award", held_award(member).id)) == 1


def test_of_two_moderators_withdrawing_one_wins(app):
    member = make.member()
    award = award_badge(make.moderator(), member, reason="Yes.")
    outcomes = at_once(app, [partial(_end, make.moderator().id, award.id) for _ in range(4)])
    assert sorted(map(str, outcomes)) == sorted(map(str, [None, *[WrongState] * 3]))
    assert not member.is_super_reviewer
    assert [entry.action for entry in entries_about("award", award.id)] == ["withdrawn", "awarded"]
