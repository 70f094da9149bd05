"""Who did what on which movie, job by job."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.actions.names import person_ids
from forum.movies.actions.rows import add_missing, among, one_of
from forum.movies.facts import CreditFacts
from forum.movies.models import Credit, Job, Movie

Part = tuple[int, str]  # a movie's id and a job
Line = tuple[int, str | None]  # a person's id and the character


def put_credits(told: Mapping[int, Mapping[Job, Sequence[CreditFacts]]], lean: Collection[int] = ()) -> None:
    """Each movie has exactly these credits for each job told of; a lean one only where that job had none."""
    parts = {(movie_id, job.value): those for movie_id, jobs in told.items() for job, those in jobs.items()}
    ids = person_ids(credit.name for those in parts.values() for credit in those)
    wanted = {part: [(ids[credit.name], credit.character) for credit in those] for part, those in parts.items()}
    present = _present(told)
    changed = {
        part: lines
        for part, lines in wanted.items()
        if lines != present[part] and not (part[0] in lean and present[part])
    }
    _remove(part for part in changed if present[part])
    add_missing(Credit, _rows(changed))


def _rows(parts: Mapping[Part, Sequence[Line]]) -> list[dict[str, Any]]:
    years = dict(among(Movie.id, {movie_id for movie_id, _ in parts}, Movie.id, Movie.year))
    names = "movie_id", "job", "year", "position", "person_id", "character"
    return [
        dict(zip(names, (movie_id, job, years[movie_id], position, *line), strict=True))
        for (movie_id, job), lines in parts.items()
        for position, line in enumerate(lines)
    ]


def _present(movie_ids: Iterable[int]) -> defaultdict[Part, list[Line]]:
    columns = Credit.movie_id, Credit.job, Credit.position, Credit.person_id, Credit.character
    present: defaultdict[Part, list[Line]] = defaultdict(list)
    for row in sorted(among(Credit.movie_id, movie_ids, *columns), key=lambda row: row.position):
        present[row.movie_id, row.job].append((row.person_id, row.character))
    return present


def _remove(parts: Iterable[Part]) -> None:
    by_job: defaultdict[str, list[int]] = defaultdict(list)
    for movie_id, job in parts:
        by_job[job].append(movie_id)
    for job, movie_ids in by_job.items():
        gone = sa.delete(Credit).where(Credit.job == job, one_of(Credit.movie_id, movie_ids))
        db.session.execute(gone, execution_options={"synchronize_session": False})
