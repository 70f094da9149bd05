"""Ways to look at what was changed by hand, and at what members suggest."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.desk.models import Revision, Suggestion
from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.members.models import Member
from forum.movies.models import Movie, NewsItem
from forum.movies.titles import same_title, sort_title
from forum.reviews.models import CriticReview

NO_SUCH_CHANGE = "There is no such change of this movie."
NO_SUCH_SUGGESTION = "There is no such suggestion."
MOST_NAMESAKES = 5
# What is told about a movie many times over has a name of its own beside its kind.
_NAMES: dict[str, tuple[Any, Any]] = {
    "criticreview": (CriticReview.id, sa.func.coalesce(CriticReview.critic, CriticReview.publication)),
    "newsitem": (NewsItem.id, NewsItem.title),
}


def revisions_of(movie: Movie, *, place: Place = START, size: int = 20) -> Page:
    """What was changed on the movie by hand, newest first, with who did."""
    theirs = sa.select(Revision).where(Revision.movie_id == movie.id)
    return keyset(theirs.options(*_people(Revision.editor, Revision.suggested_by)), Revision.id, place=place, size=size)


def get_revision(movie: Movie, revision_id: int) -> Revision:
    """One change of this movie, with the movie and who made it; raises Missing."""
    wanted = sa.select(Revision).where(Revision.id == revision_id, Revision.movie_id == movie.id)
    people = _people(Revision.editor, Revision.suggested_by)
    revision = db.session.scalar(wanted.options(joinedload(Revision.movie, innerjoin=True), *people))
    if revision is None:
        raise Missing(NO_SUCH_CHANGE)
    return revision


def undone_among(revisions: Iterable[Revision]) -> set[int]:
    """Which of these changes were undone."""
    ids = [revision.id for revision in revisions]
    return set(db.session.scalars(sa.select(Revision.undoes_id).where(Revision.undoes_id.in_(ids)))) if ids else set()


def names_among(revisions: Iterable[Revision]) -> dict[tuple[str, int], str]:
    """Whose critic review or which story these changes are of, by kind and id, where it is still there."""
    subjects = {(revision.subject_kind, revision.subject_id) for revision in revisions}
    found: dict[tuple[str, int], str] = {}
    for kind, (key, name) in _NAMES.items():
        ids = [subject_id for of_kind, subject_id in subjects if of_kind == kind]
        rows = db.session.execute(sa.select(key, name).where(key.in_(ids))) if ids else ()
        found |= {(kind, subject_id): called for subject_id, called in rows}
    return found


def namesakes(title: str, year: int) -> list[Movie]:
    """A few movies of this title and year."""
    filed = sa.select(Movie).where(Movie.sort_title == sort_title(title), Movie.year == year)
    found = db.session.scalars(filed.order_by(Movie.id).limit(MOST_NAMESAKES))
    return [movie for movie in found if same_title(movie.title, title)]


def pending_suggestions(*, place: Place = START, size: int = 20) -> Page:
    """The queue, oldest first, each with its movie and member."""
    waiting = _whole().where(Suggestion.decided_at.is_(None))
    return keyset(waiting, Suggestion.created_at, Suggestion.id, descending=False, place=place, size=size)


def pending_count_bounded(most: int = 100) -> int:
    """How many suggestions wait, counted no further than `most`."""
    few = sa.select(Suggestion.id).where(Suggestion.decided_at.is_(None)).limit(most).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(few)) or 0


def suggestions_of(member: Member, *, place: Place = START, size: int = 20) -> Page:
    """What a member suggested, newest first, and what became of it."""
    theirs = _whole().where(Suggestion.member_id == member.id)
    return keyset(theirs, Suggestion.id, place=place, size=size)


def find_pending(suggestion_id: int) -> Suggestion | None:
    """This suggestion, if it waits in the queue."""
    waiting = _whole().where(Suggestion.id == suggestion_id, Suggestion.decided_at.is_(None))
    suggestion: Suggestion | None = db.session.scalar(waiting)
    return suggestion


def get_suggestion(suggestion_id: int) -> Suggestion:
    """The suggestion as it stands, with its movie and who is concerned; raises Missing. The policy says who may see."""
    fresh = _whole().where(Suggestion.id == suggestion_id).execution_options(populate_existing=True)
    suggestion: Suggestion | None = db.session.scalar(fresh)
    if suggestion is None:
        raise Missing(NO_SUCH_SUGGESTION)
    return suggestion


def movie_of(suggestion_id: int) -> Movie:
    """The movie a suggestion is about."""
    about = sa.select(Movie).join(Suggestion, Suggestion.movie_id == Movie.id)
    return db.session.scalars(about.where(Suggestion.id == suggestion_id)).one()


def _whole() -> sa.Select[Any]:
    movie = joinedload(Suggestion.movie, innerjoin=True)
    member = joinedload(Suggestion.member, innerjoin=True)
    return sa.select(Suggestion).options(movie, member, *_people(Suggestion.decided_by))


def _people(*who: Any) -> list[Any]:
    return [joinedload(one) for one in who]
