"""How a thing read when somebody opened its form, found by the edition the form carries."""

import sqlalchemy as sa

from forum.desk.actions.sheets import edition
from forum.desk.models import Entries, Revision
from forum.kernel.db import db

MOST_STEPS = 20


def as_opened(movie_id: int, kind: str, subject_id: int, standing: Entries, *, seen: str) -> Entries | None:
    """The entries of the edition `seen`, going back from how they stand change by change; None where it is not found.

    What was not changed by hand (a film file) left no step to go back by.
    """
    steps = sa.select(Revision.before).filter_by(movie_id=movie_id, subject_kind=kind, subject_id=subject_id)
    steps = steps.where(Revision.before.is_not(None), Revision.after.is_not(None))
    entries = dict(standing)
    for before in db.session.scalars(steps.order_by(Revision.id.desc()).limit(MOST_STEPS)):
        entries |= before or {}
        if edition(entries) == seen:
            return entries
    return None
