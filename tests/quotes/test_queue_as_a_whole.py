"""Whatever several people do to a queue, in whatever order: stages, counts, record and pages are what a model says."""

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import selectinload

from forum.kernel.db import db
from forum.kernel.errors import DomainError
from forum.modlog.models import LogEntry
from forum.movies.models import Movie
from forum.notifications.models import Notification
from forum.quotes import actions
from forum.quotes.models import Quote, QuoteRevision
from forum.quotes.policy import may_see
from forum.quotes.queries import approved_quotes, get_quote, quotes_of
from tests import make
from tests.quotes.make import wording

AUTHORS, MODERATORS = range(2), range(2)  # the first moderator is the second author
WORDS = st.sampled_from(["One.", "Two.", "Three."])


@dataclass
class Told:
    """What a quote should be."""

    author: int
    words: str
    stage: str = "pending"
    version: int = 1
    revisions: int = 0
    record: list[str] = field(default_factory=list)


class Queue(RuleBasedStateMachine):
    """Two authors and two moderators, one of them both, around one movie."""

    sent = Bundle("sent")

    @initialize()
    def open_the_house(self):
        self.movie = make.movie()
        both, writer, judge = make.moderator(), make.member(), make.moderator()
        self.authors, self.moderators = [writer, both], [both, judge]
        self.told: dict[int, Told] = {}

    @rule(target=sent, author=st.sampled_from(AUTHORS), words=WORDS)
    def submit(self, author, words):
        quote = actions.submit_quote(self.authors[author], self.movie, wording(words))
        db.session.commit()
        self.told[quote.id] = Told(author, words)
        return quote.id

    @rule(quote=sent, author=st.sampled_from(AUTHORS), words=WORDS, behind=st.booleans())
    def edit(self, quote, author, words, behind):
        told = self.told[quote]
        version = told.version - behind
        done = self.act(
            lambda: actions.edit_quote(self.authors[author], get_quote(quote), wording(words), version=version)
        )
        fits = told.author == author and told.stage == "pending" and not behind
        assert (done is True) == fits
        if fits:
            changed = told.words != words
            self.now(quote, words=words, version=told.version + 1, revisions=told.revisions + changed)

    @rule(quote=sent, author=st.sampled_from(AUTHORS))
    def withdraw(self, quote, author):
        told = self.told[quote]
        done = self.act(lambda: actions.withdraw_quote(self.authors[author], get_quote(quote)))
        fits = told.author == author and told.stage in ("pending", "approved")
        assert (done is not None) == fits
        if fits:
            self.now(quote, stage="withdrawn", version=told.version + 1)

    @rule(quote=sent, moderator=st.sampled_from(MODERATORS), words=st.none() | WORDS, behind=st.booleans())
    def approve(self, quote, moderator, words, behind):
        told, mended = self.told[quote], wording(words) if words else None
        fits = self.decided(quote, moderator, behind, lambda judge, version: actions.approve_quote(
            judge, get_quote(quote), version=version, wording=mended))  # fmt: skip
        if fits:
            changed = words not in (None, told.words)
            self.now(
                quote,
                words=words or told.words,
                stage="approved",
                version=told.version + 1,
                revisions=told.revisions + changed,
                record=["edited and approved" if changed else "approved"],
            )

    @rule(quote=sent, moderator=st.sampled_from(MODERATORS), behind=st.booleans())
    def reject(self, quote, moderator, behind):
        told = self.told[quote]
        fits = self.decided(quote, moderator, behind, lambda judge, version: actions.reject_quote(
            judge, get_quote(quote), version=version, reason="Too long"))  # fmt: skip
        if fits:
            self.now(quote, stage="rejected", version=told.version + 1, record=["rejected"])

    @invariant()
    def rows_are_as_told(self):
        if not getattr(self, "told", None):
            return
        rows = db.session.scalars(
            sa.select(Quote).where(Quote.movie_id == self.movie.id).options(selectinload(Quote.lines))
        )
        stand = {quote.id: (quote.stage, quote.version, quote.wording.lines[0].text) for quote in rows}
        assert stand == {id_: (told.stage, told.version, told.words) for id_, told in self.told.items()}
        revisions = Counter(db.session.scalars(sa.select(QuoteRevision.quote_id)))
        record = db.session.execute(sa.select(LogEntry.subject_id, LogEntry.action)).all()
        messages = Counter(db.session.scalars(sa.select(Notification.subject_id)))
        for quote_id, told in self.told.items():
            assert revisions[quote_id] == told.revisions
            assert [action for subject, action in record if subject == quote_id] == told.record
            assert messages[quote_id] == (0 if told.stage == "withdrawn" else len(told.record))

    @invariant()
    def pages_are_as_told(self):
        if not getattr(self, "told", None):
            return
        shown = {quote_id for quote_id, told in self.told.items() if told.stage == "approved"}
        movie = db.session.get_one(Movie, self.movie.id)
        assert movie.quotes_count == len(shown)
        assert {quote.id for quote in approved_quotes(movie, size=100).items} == shown
        everything = db.session.scalars(sa.select(Quote).where(Quote.movie_id == movie.id)).all()
        assert {quote.id for quote in everything if may_see(None, quote)} == shown
        for number, author in enumerate(self.authors):
            theirs = {quote_id for quote_id, told in self.told.items() if told.author == number}
            assert {quote.id for quote in quotes_of(author, size=100).items} == theirs & shown
            assert {quote.id for quote in quotes_of(author, all_stages=True, size=100).items} == theirs

    def decided(self, quote, moderator, behind, act):
        """Whether the decision was made, after checking that it should have been."""
        told = self.told[quote]
        own = self.moderators[moderator] is self.authors[told.author]
        fits = told.stage == "pending" and not behind and not own
        done = self.act(lambda: act(self.moderators[moderator], told.version - behind))
        assert (done is not None) == fits
        return fits

    def act(self, act):
        """Do it and keep it: True or False as it says, True when it says nothing, None when it is refused."""
        try:
            said = act()
        except DomainError:
            db.session.rollback()
            return None
        db.session.commit()
        db.session.expire_all()
        return said is not False

    def now(self, quote, **facts):
        """From here on the quote should be this."""
        self.told[quote] = replace(self.told[quote], **facts)


@pytest.mark.usefixtures("app")
def test_the_queue_is_what_was_done_to_it(database_name):
    quick = settings(
        max_examples=6,
        stateful_step_count=14,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],  # a failing run is short enough to read, and making it shorter takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Queue, settings=quick)
