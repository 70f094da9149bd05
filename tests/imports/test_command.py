"""`balcony movies import`, as it is typed."""

import io
import sys

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from forum.imports import filmfile
from forum.imports.cli import group
from forum.imports.entries import Fault
from forum.imports.meter import metered
from forum.imports.running import Import
from forum.kernel.db import db
from forum.movies.models import Movie
from tests.imports.make import film, lines


@pytest.fixture
def run(app):
    return lambda *words, **options: CliRunner().invoke(group, ["import", *map(str, words)], **options)


def titles():
    return sorted(db.session.scalars(sa.select(Movie.title)))


def test_files_are_brought_in_and_faults_told_with_their_file(run, tmp_path):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_bytes(lines(film("One")))
    bad.write_bytes(lines(film("Two", budget=1), film("Three")))
    done = run(good, bad, "--format", "balcony")
    assert done.exit_code == 0
    assert done.stderr == "bad.jsonl: line 1: budget: is not a key of the film file\n"
    assert done.stdout == "3 read: 2 new, 0 here already, 1 left out.\n"
    assert titles() == ["One", "Three"]


def test_a_dash_reads_standard_input(run):
    done = run("-", input=lines(film("One"), film("Two", year=1)))
    assert done.exit_code == 0
    assert done.stderr == "line 2: year: must be 1870 or more\n"
    assert titles() == ["One"]


def test_strict_stops_with_one_line_and_changes_nothing(run, tmp_path):
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_bytes(lines(film("One")))
    bad.write_bytes(lines(film("Two", year=1)))
    done = run(good, bad, "--strict")
    assert done.exit_code == 1
    assert done.stderr == "Error: bad.jsonl: line 1: year: must be 1870 or more. Nothing was changed.\n"
    assert titles() == []


def test_a_file_that_is_not_there_is_said_so(run, tmp_path):
    done = run(tmp_path / "nothing.jsonl")
    assert done.exit_code == 2
    assert "does not exist" in done.stderr


def test_lists_of_wikipedia_are_read_as_such(run, tmp_path):
    file = tmp_path / "movies-1910s.json"
    file.write_text('[{"title": "Carmen", "year": 1915, "cast": ["narrated by"], "genres": []}]')
    done = run(file, "--format", "wikipedia")
    assert done.exit_code == 0
    assert done.stderr == "movies-1910s.json: film 1: cast: left out 'narrated by', no person\n"
    assert titles() == ["Carmen"]


def test_far_along_a_long_file_plain_lines_say_so(run, monkeypatch):
    monkeypatch.setattr("forum.imports.meter.STEP", 500)
    done = run("-", input=lines(*(film(f"Film {n}") for n in range(1100))))
    assert done.stdout.splitlines() == [
        "500 films read",
        "1,000 films read",
        "1,100 read: 1,100 new, 0 here already, 0 left out.",
    ]


def test_on_a_terminal_a_bar_moves_and_faults_wait_for_its_end(monkeypatch, tmp_path, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    file = tmp_path / "films.jsonl"
    file.write_bytes(lines(film("One"), film("Two")))
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with metered([str(file)]) as meter, meter.opened(str(file)) as source:
        source.readline()
        meter.say(Fault("line 1", "year", "is missing"))
        assert capsys.readouterr().err == ""
        source.read()
    assert "100%" in screen.getvalue()
    assert capsys.readouterr().err == "films.jsonl: line 1: year: is missing\n"


def test_what_was_saved_before_an_interruption_stays_and_the_rest_follows(run):
    class Interrupted(io.BytesIO):
        stop = 0

        def readline(self, size=-1):
            if self.tell() > self.stop:
                raise KeyboardInterrupt
            return super().readline(size)

    data = lines(*(film(f"Film {n}") for n in range(700)))
    source = Interrupted(data)
    source.stop = len(data) * 6 // 7
    with pytest.raises(KeyboardInterrupt):
        for _ in Import(print).take(filmfile.SOURCE, filmfile.films_in(source), gently=False):
            pass
    db.session.rollback()
    assert len(titles()) == 500
    assert "700 read: 200 new, 500 here already" in run("-", input=data).stdout
    assert len(titles()) == 700
