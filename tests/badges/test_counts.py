"""Nothing members and moderators do, in any order, makes a stored count differ from a recount."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from forum.badges.actions import award_badge, award_imported, withdraw_badge
from forum.badges.queries import held_award
from forum.kernel.db import db
from forum.kernel.sqlite import writer
from forum.reviews.actions import Opinion, find_helpful, find_unhelpful, put_review, withdraw_review, write_review
from forum.reviews.queries import review_by
from tests import make
from tests.reviews.make import helpful_counts, recount, stored_counts

WHO, WHERE = st.integers(0, 5), st.integers(0, 1)
STARS = st.none() | st.integers(1, 10)
WORDS = st.none() | st.sampled_from(["Patient.", "Too slow.", "||A spoiler.||"])


class Balcony(RuleBasedStateMachine):
    """Six members and a moderator before two movies."""

    @initialize()
    def open(self):
        self.movies = [make.movie() for _ in range(2)]
        self.members = [make.member() for _ in range(5)]
        self.members.append(make.member(password_hash=None))
        self.moderator = make.moderator()

    @rule(who=WHO, where=WHERE, stars=STARS, words=WORDS, spoiler=st.booleans())
    def say(self, who, where, stars, words, spoiler):
        if stars or words:
            self._act(write_review, who, self.movies[where], Opinion(stars, words, bool(words and spoiler)))

    @rule(where=WHERE, stars=STARS, words=WORDS)
    def bring_from_a_file(self, where, stars, words):
        if stars or words:
            self._act(put_review, -1, self.movies[where], Opinion(stars, words))

    @rule(who=WHO, where=WHERE)
    def take_back(self, who, where):
        review = review_by(self.members[who], self.movies[where])
        if review and not review.is_withdrawn:
            self._act(withdraw_review, who, review)

    @rule(who=WHO, author=WHO, where=WHERE, found=st.booleans())
    def mark(self, who, author, where, found):
        review = review_by(self.members[author], self.movies[where])
        if review and review.is_shown and who != author:
            self._act(find_helpful if found else find_unhelpful, who, review)

    @rule(who=WHO)
    def award(self, who):
        if not held_award(self.members[who]):
            with writer():
                award_badge(self.moderator, self.members[who], reason="Why not.")
                db.session.commit()

    @rule()
    def award_by_import(self):
        with writer():
            award_imported(self.members[-1])
            db.session.commit()

    @rule(who=WHO)
    def end_an_award(self, who):
        award = held_award(self.members[who])
        if award:
            with writer():
                withdraw_badge(self.moderator, award, reason="Why.")
                db.session.commit()

    @invariant()
    def every_count_is_a_recount(self):
        for movie in self.movies:
            assert stored_counts(movie) == recount(movie)
            stored, counted = helpful_counts(movie)
            assert stored == counted

    def _act(self, action, who, *rest):
        with writer():
            action(self.members[who], *rest)
            db.session.commit()
        db.session.expire_all()


def test_counts_never_drift(app):
    steps = settings(
        max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Balcony, settings=steps)
