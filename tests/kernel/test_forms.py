"""What forms take: text that can be held, at most so long, and something to see where something is needed."""

import pytest
from werkzeug.datastructures import MultiDict

from forum.kernel.forms import Form, Line, Paragraphs
from forum.kernel.markdown import SPOILER_ACROSS_PARAGRAPHS
from forum.kernel.text import UNSOUND

NEEDED = "Say something."
LONG = "This is longer than 10 characters. Shorten it a little."


class Note(Form):
    """A form with a field of each kind."""

    title = Line("Title", 10, needed=NEEDED)
    body = Paragraphs("Body", 10)
    plain = Paragraphs("Plain", 10, plain=True)


@pytest.fixture
def filled(app):
    """The form as somebody sent it."""

    def filled(**typed):
        with app.test_request_context(method="POST"):
            form = Note(MultiDict(typed), meta={"csrf": False})
            form.validate()
        return form

    return filled


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x1b[31m", "a\x7f", "\uffff"])
def test_text_that_cannot_be_held_is_refused_in_words_and_kept(filled, text):
    form = filled(title=text, body=text)
    assert form.faults == [("title", UNSOUND), ("body", UNSOUND)]
    assert form.title.data == text


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u200b", "\u2800\u3164", "\u202e", "\u00a0"])
def test_what_is_needed_must_be_seen(filled, text):
    assert filled(title=text).faults == [("title", NEEDED)]


def test_a_missing_field_is_an_empty_one(filled):
    form = filled()
    assert form.faults == [("title", NEEDED)]
    assert not form.body.data


def test_of_many_values_the_first_counts(filled):
    assert filled(title=["one", "two"]).title.data == "one"


def test_a_field_that_is_sent_as_a_list_of_fields_is_not_there(filled):
    assert filled(**{"title[]": "a", "title[x]": "b"}).faults == [("title", NEEDED)]


@pytest.mark.parametrize("length", [11, 500_000])
def test_what_is_too_long_is_said_to_be_and_nothing_else(filled, length):
    form = filled(title="a", body="|" * length, plain="b" * length)
    assert form.faults == [("body", LONG), ("plain", LONG)]


def test_what_is_just_long_enough_is_taken(filled):
    assert filled(title="ä" * 10, body="🎬" * 10).faults == []


def test_length_is_counted_in_what_is_kept(filled):
    form = filled(title="  e\u0301" * 5 + " " * 90, body="a\r\n" * 5)
    assert form.faults == []
    assert (form.title.data, form.body.data) == ("é é é é é", "a\na\na\na\na")


def test_a_line_is_one_line(filled):
    assert filled(title=" a \r\n\t b\u2028c ").title.data == "a b c"


def test_open_spoilers_are_refused_where_markdown_is_read_and_nowhere_else(filled):
    assert filled(title="a", body="||a", plain="||a").faults == [("body", SPOILER_ACROSS_PARAGRAPHS)]


def test_a_fault_found_later_stands_beside_its_field(filled):
    form = filled(title="a")
    form.blame("title", "Taken.")
    assert form.faults == [("title", "Taken.")]
