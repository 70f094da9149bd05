"""Movies with readable defaults, made the way the house makes them."""

from itertools import count
from typing import Any

from forum.kernel.db import db
from forum.movies.actions import add_movie
from forum.movies.facts import CreditFacts
from forum.movies.models import Job, Movie

_n = count(1)


def movie(title: str | None = None, year: int = 2010, **facts: Any) -> Movie:
    """A movie; `directors`, `writers` and `cast` are names, `genres` too, everything else as for add_movie."""
    jobs = {
        job: [name if isinstance(name, CreditFacts) else CreditFacts(name) for name in facts.pop(word, ())]
        for word, job in (("directors", Job.DIRECTOR), ("writers", Job.WRITER), ("cast", Job.CAST))
    }
    made = add_movie(
        title or f"Film {next(_n)}", year, jobs={job: names for job, names in jobs.items() if names}, **facts
    )
    db.session.commit()
    return made
