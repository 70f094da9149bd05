"""Whatever members and moderators do, in whatever order, every count is what counting again would give."""

from contextlib import contextmanager

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from forum.boards import actions
from forum.boards.queries import get_post, get_thread, opening_of
from forum.kernel.db import db
from forum.kernel.errors import DomainError
from tests.boards import make
from tests.boards.recount import drift

EXAMPLES, STEPS = 6, 20


class Talk(RuleBasedStateMachine):
    """Two members and a moderator on one board, one of its threads about a movie."""

    threads, posts = Bundle("threads"), Bundle("posts")
    who = st.sampled_from(["ann", "ben", "moderator"])

    @initialize(target=threads)
    def begin(self):
        self.people = {"ann": make.member(), "ben": make.member(), "moderator": make.moderator()}
        self.board, self.movie = make.board(), make.movie()
        return self._started("ann", None)

    @rule(target=threads, who=who, about_movie=st.booleans())
    def start(self, who, about_movie):
        return self._started(who, self.movie if about_movie else None)

    @rule(target=posts, thread=threads)
    def open(self, thread):
        return opening_of(get_thread(thread)).id

    @rule(target=posts, post=posts, who=who)
    def answer(self, post, who):
        parent = get_post(post)
        refused = parent.is_removed or (parent.thread.is_locked and who != "moderator")
        written = [post]
        with self._saved(refused=refused):
            written.append(actions.write_post(self.people[who], parent.thread, parent, body="Words.").id)
        return written[-1]

    @rule(post=posts, who=who, agrees=st.booleans())
    def vote(self, post, who, agrees):
        post = get_post(post)
        own = post.author_id == self.people[who].id
        refused = own or post.is_removed or (post.thread.is_locked and who != "moderator")
        with self._saved(refused=refused):
            (actions.agree if agrees else actions.take_back)(self.people[who], post.thread, post)

    @rule(post=posts, who=who, words=st.sampled_from(["One.", "Two."]))
    def edit(self, post, who, words):
        post = get_post(post)
        own = post.author_id == self.people[who].id
        refused = not own or post.is_removed or (post.thread.is_locked and who != "moderator")
        with self._saved(refused=refused):
            actions.edit_post(self.people[who], post.thread, post, body=words, version=post.version)

    @rule(post=posts, who=who)
    def remove(self, post, who):
        post = get_post(post)
        own = post.author_id == self.people[who].id
        with self._saved(refused=post.is_removed or not (own or who == "moderator")):
            actions.remove_post(self.people[who], post.thread, post, reason="House rule 2")

    @rule(thread=threads, who=who)
    def lock_or_unlock(self, thread, who):
        thread = get_thread(thread)
        with self._saved(refused=who != "moderator"):
            if thread.is_locked:
                actions.unlock_thread(self.people[who], thread)
            else:
                actions.lock_thread(self.people[who], thread, reason="Enough")

    @rule(thread=threads, who=who)
    def pin_or_unpin(self, thread, who):
        thread = get_thread(thread)
        with self._saved(refused=who != "moderator"):
            (actions.unpin_thread if thread.is_pinned else actions.pin_thread)(self.people[who], thread)

    @invariant()
    def every_count_is_right(self):
        assert drift() == []

    def teardown(self):
        db.session.remove()
        make.empty()

    def _started(self, who, movie):
        with self._saved(refused=False):
            thread = actions.start_thread(self.people[who], self.board, title="Talk", body="Words.", movie=movie)
        return thread.id

    @contextmanager
    def _saved(self, *, refused):
        """Commit what was done; what should be refused must be, and must leave nothing behind."""
        was_refused = False
        try:
            yield
            db.session.commit()
        except DomainError:
            was_refused = True
            db.session.rollback()
        assert was_refused == refused


def test_every_count_stays_right_whatever_is_done(app):
    quiet = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True,
                     suppress_health_check=list(HealthCheck), database=None)  # fmt: skip
    run_state_machine_as_test(Talk, settings=quiet)
