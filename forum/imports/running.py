"""An import from its first film to its last: in batches, each saved as one, so that it can stop and go on anywhere."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from forum.imports.entries import Entry, Fault
from forum.imports.schemas import Film
from forum.imports.words import has_words, profiles, put_words
from forum.kernel.db import db
from forum.kernel.errors import DomainError
from forum.movies.actions import Source, learn_catalogue, put_movies
from forum.movies.models import Movie

BATCH = 500  # films; large enough for few statements, small enough that other writers wait well under a second


@dataclass
class Tally:
    """What became of the films so far."""

    new: int = 0
    known: int = 0
    left_out: int = 0

    @property
    def films(self) -> int:
        """All films that were read."""
        return self.new + self.known + self.left_out


class Spoiled(Exception):
    """A strict import met a fault: nothing of it is kept."""


@dataclass
class Import:
    """One run over some files. `tell` hears every fault; a strict one saves all films together or none."""

    tell: Callable[[Fault], None]
    strict: bool = False
    tally: Tally = field(default_factory=Tally)
    _learned: int = BATCH // 2  # new films when the database last looked how many there are

    def take(self, source: Source, entries: Iterable[Entry], *, gently: bool) -> Iterator[Tally]:
        """Save the films batch by batch; answers how far it is after each. Raises Spoiled when strict."""
        for batch in _batches(entries):
            self._save(source, batch, gently)
            self._keep_pace()
            if not self.strict:
                db.session.commit()
            db.session.expunge_all()
            yield self.tally

    def end(self) -> Tally:
        """Keep what a strict import did."""
        db.session.commit()
        return self.tally

    def _keep_pace(self) -> None:
        if self.tally.new >= self._learned * 2:
            self._learned = self.tally.new
            learn_catalogue()

    def _save(self, source: Source, batch: Sequence[Entry], gently: bool) -> None:
        for entry in batch:
            self._complain(entry.faults)
            for note in entry.notes:
                self.tell(note)
        good = [entry for entry in batch if entry.facts]
        placed = put_movies(source, [entry.facts for entry in good if entry.facts], gently=gently)
        self._complain(
            [Fault(entry.place, "", one.fault) for entry, one in zip(good, placed, strict=True) if one.fault]
        )
        ids = [(entry, one.movie_id) for entry, one in zip(good, placed, strict=True) if one.movie_id]
        self.tally.new += sum(one.is_new for one in placed)
        self.tally.known += len(ids) - sum(one.is_new for one in placed)
        self.tally.left_out += len(batch) - len(ids)
        told = [(entry.place, entry.film, movie_id) for entry, movie_id in ids if entry.film and has_words(entry.film)]
        if told:
            self._save_words(told)

    def _save_words(self, told: Sequence[tuple[str, Film, int]]) -> None:
        members = profiles(film for _, film, _ in told)
        wanted = sa.select(Movie).where(Movie.id.in_([movie_id for _, _, movie_id in told]))
        movies = {movie.id: movie for movie in db.session.scalars(wanted)}
        for place, film, movie_id in told:
            try:
                with db.session.begin_nested():
                    complaints = put_words(movies[movie_id], film, members)
            except DomainError as error:  # a slice is stricter than the film file's schema
                complaints = [("", str(error))]
            self._complain([Fault(place, key, words) for key, words in complaints])

    def _complain(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if self.strict:
                db.session.rollback()
                raise Spoiled(str(fault))
            self.tell(fault)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
