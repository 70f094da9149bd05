"""The record itself: written in the transaction of what it records, and never touched again."""

import ast

import pytest

from forum.kernel.db import db
from forum.modlog.actions import record
from forum.modlog.changes import changes
from forum.modlog.queries import entries, entries_about, kinds_of_action
from tests import make
from tests.house.source import modules

CHANGERS = {"update", "delete", "put", "take_out", "merge"}


def test_no_code_of_the_house_changes_or_removes_an_entry():
    faults = [
        f"{module.place}:{call.lineno}"
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and _name(call.func) in CHANGERS and "LogEntry" in _names_in(call)
    ]
    assert faults == []
    assert [module.place for module in modules() if "log_entries" in module.text] == ["forum/modlog/models.py"]


def test_an_entry_in_hand_can_be_neither_changed_nor_removed(app):
    entry = record(make.moderator(), "approved", make.movie(), title="Yi Yi")
    db.session.commit()
    entry.reason = "A better one"
    with pytest.raises(AssertionError, match="never edited"):
        db.session.flush()
    db.session.rollback()
    db.session.delete(entry)
    with pytest.raises(AssertionError, match="never edited"):
        db.session.flush()
    db.session.rollback()


def test_an_entry_stands_or_falls_with_what_it_records(app):
    record(make.moderator(), "approved", make.movie(), title="Yi Yi")
    db.session.rollback()
    assert entries().items == []


def test_an_entry_outlives_its_moderator(app):
    moderator, movie = make.moderator(), make.movie()
    record(moderator, "approved", movie, title="Yi Yi", reason="Good")
    db.session.commit()
    db.session.delete(moderator)
    db.session.commit()
    [entry] = entries().items
    assert (entry.moderator, entry.subject_title, entry.reason) == (None, "Yi Yi", "Good")


def test_a_long_title_is_cut_and_details_are_kept_as_given(app):
    record(None, "renamed", make.movie(), title="x" * 999, before="a", after="b")
    [entry] = entries().items
    assert (len(entry.subject_title), entry.details) == (300, {"before": "a", "after": "b"})


def test_the_record_about_one_thing_is_found_among_others(app):
    movie, other = make.movie(), make.movie()
    moderator = make.moderator()
    for subject, action in ((movie, "made"), (other, "made"), (moderator, "promoted"), (movie, "merged")):
        record(moderator, action, subject, title="A thing")
    db.session.flush()
    assert [entry.action for entry in entries_about("movie", movie.id)] == ["merged", "made"]
    assert kinds_of_action() == ["made", "merged", "promoted"]


def test_the_kinds_of_an_empty_record_are_none(app):
    assert kinds_of_action() == []


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("the same", "the same", "the same\n"),
        ("", "all new", "[all new]\n"),
        ("all gone", "", "(all gone)\n"),
        ("You had a holiday.", "You have a holiday.", "You (had)[have] a holiday.\n"),
        ("one\ntwo\nthree", "one\nthree", "one\n(two\n)three\n"),
        ("Come.\nNo.", "Come home.\nNo.\nAt 00:01:00", "Come[ home].\nNo.\n[At 00:01:00\n]"),
        ("a a a", "a a", "a a( a)\n"),
        ("one two", "two", "(one )two\n"),
        ("Mother: Come\nNo.", "Mother: Come home\nNo.", "Mother: Come[ home]\nNo.\n"),
    ],
)
def test_what_changed_is_told_word_by_word(before, after, shown):
    marks = {"same": "%s", "gone": "(%s)", "new": "[%s]"}
    assert "".join(marks[piece.kind] % piece.text for piece in changes(before, after)) == shown


def test_both_readings_can_be_read_out_of_the_changes():
    texts = ["", "one", "one two", "two one\nthree", "a\nb\nc", "a\nc", "\n", "a a a\na a", "a a\n\na a a"]
    for before in texts:
        for after in texts:
            pieces = changes(before, after)
            assert "".join(piece.text for piece in pieces if piece.kind != "new") == f"{before}\n"
            assert "".join(piece.text for piece in pieces if piece.kind != "gone") == f"{after}\n"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names_in(call: ast.Call) -> set[str]:
    return {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}


def test_a_text_changed_in_very_many_places_is_told_whole():
    before = "\n".join(str(number) for number in range(3_000))
    after = before.replace("7", "x")
    pieces = changes(before, after)
    assert [piece.kind for piece in pieces] == ["gone", "new"]
    assert (pieces[0].text, pieces[1].text) == (f"{before}\n", f"{after}\n")
