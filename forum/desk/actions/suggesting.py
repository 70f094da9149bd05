"""What members suggest to change, and what moderators make of it."""

import sqlalchemy as sa

from forum.desk.actions.movies import MOVIE
from forum.desk.actions.revising import MOVED, ChangedElsewhere, change, changed, hold
from forum.desk.actions.sheets import edition
from forum.desk.events import SuggestionAccepted, SuggestionDeclined
from forum.desk.models import Answer, Entries, Suggestion
from forum.desk.policy import may_edit, may_suggest
from forum.desk.spelling import MOVIE as SPELLINGS
from forum.desk.spelling import tidied
from forum.kernel.db import db, now
from forum.kernel.errors import Invalid, Outdated, WrongState
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.modlog.actions import record
from forum.movies.models import Movie

MOST_WAITING = 20
NOTHING_NEW = "Nothing here differs from what the page says already. Change what is wrong, then send it."
ENOUGH = f"{MOST_WAITING} of your suggestions wait for a moderator. Send more when some of them are decided."


def suggest(member: Member, movie: Movie, entries: Entries, *, seen: str, reason: str) -> Suggestion:
    """What the member would change waits for a moderator; only what differs is kept.

    `seen` is the edition the member read. Raises ChangedElsewhere when somebody saved since then, Invalid when nothing
    differs, WrongState when enough of the member's suggestions wait.
    """
    require(may_suggest(member))
    standing = _standing(movie.id)
    if edition(standing) != seen:
        raise ChangedElsewhere(standing)
    told = tidied(SPELLINGS, entries)
    names = changed(standing, told)
    if not names:
        raise Invalid(NOTHING_NEW)
    _refuse_more(member)
    before, after = ({name: texts[name] for name in names} for texts in (standing, told))
    suggestion = Suggestion(movie=movie, member=member, before=before, after=after, reason=reason)
    db.session.add(suggestion)
    db.session.flush()
    return suggestion


def accept_suggestion(
    moderator: Member, suggestion: Suggestion, *, seen: str, entries: Entries | None = None, reason: str = ""
) -> None:
    """The movie reads as suggested, or as mended where whole `entries` are given; the history says by whom.

    `seen` is the edition the moderator read. Raises ChangedElsewhere when somebody saved since then, WrongState when
    it was decided already.
    """
    require(may_edit(moderator))
    hold(suggestion.movie_id)
    wanted = entries or {**_standing(suggestion.movie_id), **suggestion.after}
    movie, why, who = suggestion.movie, reason or suggestion.reason, suggestion.member_id
    change(moderator, movie, MOVIE, movie.id, wanted, seen=seen, reason=why, suggested_by_id=who)
    _decide(moderator, suggestion, Answer.ACCEPTED)
    announce(SuggestionAccepted(suggestion.id, suggestion.member_id, moderator.id))


def decline_suggestion(moderator: Member, suggestion: Suggestion, *, reason: str) -> None:
    """Nothing changes, for a reason its author and the record are told. Raises WrongState when it was decided."""
    require(may_edit(moderator))
    _decide(moderator, suggestion, Answer.DECLINED, reason)
    movie = suggestion.movie
    record(moderator, "declined a suggestion for", movie, title=f"{movie.title} ({movie.year})", reason=reason)
    announce(SuggestionDeclined(suggestion.id, suggestion.member_id, moderator.id))


def _standing(movie_id: int) -> Entries:
    standing = MOVIE.read(movie_id)
    if standing is None:
        raise Outdated(MOVED)
    return standing


def _refuse_more(member: Member) -> None:
    """Held first, so that two forms sent at once are counted one after the other."""
    db.session.execute(sa.select(Member.id).where(Member.id == member.id).with_for_update(key_share=True))
    waiting = sa.select(Suggestion.id).where(Suggestion.member_id == member.id, Suggestion.decided_at.is_(None))
    if len(db.session.scalars(waiting.limit(MOST_WAITING)).all()) >= MOST_WAITING:
        raise WrongState(ENOUGH)


def _decide(moderator: Member, suggestion: Suggestion, answer: Answer, reason: str = "") -> None:
    """Of two who decide in the same instant one wins; the other raises WrongState, with what became of it."""
    facts = {"answer": answer.value, "decided_by_id": moderator.id, "decided_at": now(), "decision_reason": reason}
    waiting = sa.update(Suggestion).where(Suggestion.id == suggestion.id, Suggestion.decided_at.is_(None))
    won = db.session.execute(
        waiting.values(facts).returning(Suggestion.id), execution_options={"synchronize_session": False}
    ).scalar()
    db.session.refresh(suggestion, [*facts])
    if won is None:
        decider = db.session.get(Member, suggestion.decided_by_id) if suggestion.decided_by_id else None
        raise WrongState(f"{decider.name if decider else 'The house'} has already {suggestion.answer} this suggestion.")
