"""A hundred things readers type, with and without slips, over the supplied films: the wanted one comes first."""

import json
import os
from pathlib import Path

import pytest

from forum.imports import wikipedia
from forum.imports.running import Import
from forum.movies.models import Movie
from forum.search.models import Entry, Kind
from forum.search.queries import find, load
from forum.search.words import query_of
from tests.support.statements import query_budget

DATA = "BALCONY_TEST_DATA"  # the folder of the supplied data, where there is one
WANTED = Path(__file__).with_name("wanted.jsonl")
FEWEST_FIRST = 95


def bring_in(folder: Path) -> None:
    """All supplied films; a line of the files that is at fault is left out, as at any import."""
    run = Import(lambda _fault: None)
    for path in sorted(folder.glob("movies-*.json")):
        with path.open("rb") as file:
            for _ in run.take(wikipedia.SOURCE, wikipedia.films_in(file), gently=wikipedia.FILLS_GAPS):
                pass
    run.end()


def first_of(typed: str) -> Entry | None:
    """The movie a reader sees first."""
    with query_budget(4):
        found = load(find(query_of(typed), list(Kind)).ids.get(Kind.MOVIE, [])[:1])
    return found[0] if found else None


def test_the_set_has_a_hundred_different_queries():
    asked = [json.loads(line) for line in WANTED.read_text(encoding="utf-8").splitlines()]
    assert len({one["q"] for one in asked}) == 100


if os.environ.get(DATA):

    @pytest.mark.sqlite_only("bringing 29,000 films in takes its time, and the best is chosen after the database")
    def test_the_wanted_movie_comes_first(app):
        bring_in(Path(os.environ[DATA], "catalogue", "wikipedia-movie-data"))
        missed = []
        for line in WANTED.read_text(encoding="utf-8").splitlines():
            wanted = json.loads(line)
            found = first_of(wanted["q"])
            movie: Movie | None = found.movie if found else None
            if not movie or (movie.title, movie.year) != (wanted["title"], wanted["year"]):
                missed.append(f"{wanted['q']}: {movie.title if movie else 'nothing'} ({movie.year if movie else ''})")
        assert 100 - len(missed) >= FEWEST_FIRST, missed
