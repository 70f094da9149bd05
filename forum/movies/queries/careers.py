"""People of film, and every movie they had a part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.kernel.errors import Missing
from forum.kernel.paging import START, Page, Place, keyset
from forum.kernel.text import is_sound
from forum.movies.models import Credit, Job, Movie, Person

NO_SUCH_PERSON = "There is nobody of film at this address."
LONGEST_ADDRESS = 120


@dataclass(frozen=True)
class Part:
    """What somebody did on one movie; in the cast also as whom, where that is known."""

    movie: Movie
    characters: Sequence[str]


def get_person(slug: str) -> Person:
    """The person at this address; raises Missing."""
    sound = len(slug) <= LONGEST_ADDRESS and is_sound(slug)
    person = db.session.scalar(sa.select(Person).where(Person.slug == slug)) if sound else None
    if person is None:
        raise Missing(NO_SUCH_PERSON)
    return person


def credits_of(person: Person, job: Job, *, place: Place = START, size: int = 20) -> Page:
    """The credits somebody has for one job, those of the newest movies first, with movies: one query."""
    theirs = sa.select(Credit).where(Credit.person_id == person.id, Credit.job == job.value)
    theirs = theirs.options(joinedload(Credit.movie, innerjoin=True))
    return keyset(theirs, Credit.year, Credit.movie_id, Credit.position, place=place, size=size)


def parts_in(credits_: Sequence[Credit]) -> list[Part]:
    """Credits as credits_of gives them, those of one movie together, its characters in their order."""
    return [_part(list(same)) for _, same in groupby(credits_, key=lambda credit: credit.movie_id)]


def _part(credits_: Sequence[Credit]) -> Part:
    return Part(credits_[0].movie, [credit.character for credit in reversed(credits_) if credit.character])
