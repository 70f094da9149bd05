"""What forms take: text that can be held, at most so long, and something to see where something is needed."""

import io

import pytest
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from forum.kernel.forms import Form, Line, Paragraphs, Rows
from forum.kernel.markdown import SPOILER_ACROSS_PARAGRAPHS
from forum.kernel.text import UNSOUND

NEEDED = "Say something."
LONG = "This is longer than 10 characters. Shorten it a little."


class Note(Form):
    """A form with a field of each kind."""

    title = Line("Title", 10, needed=NEEDED)
    body = Paragraphs("Body", 10)
    plain = Paragraphs("Plain", 10, plain=True)


class WithPicture(Note):
    """The same with a file."""

    picture = FileField("Picture")


class WithRows(Form):
    """A form of rows."""

    rows = Rows(Line("Row", 10), min_entries=1)


@pytest.fixture
def filled_rows(app):
    """The rows of the form as somebody sent it."""

    def filled_rows(**typed):
        with app.test_request_context(method="POST"):
            return [row.data for row in WithRows(MultiDict(typed), meta={"csrf": False}).rows]

    return filled_rows


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


@pytest.mark.parametrize("body", ['{"title": "a"}', '{"title": 5}', "[1, 2]", '"str"', "[" * 100_000])
def test_a_form_is_never_read_from_json(app, body):
    with app.test_request_context(method="POST", data=body, content_type="application/json"):
        form = Note(meta={"csrf": False})
        form.validate()
    assert form.faults == [("title", NEEDED)]


def test_a_file_is_no_text_and_a_text_no_file(app):
    sent = {"title": (io.BytesIO(b"a"), "a.txt"), "body": "text", "picture": "text"}
    with app.test_request_context(method="POST", data=sent):
        form = WithPicture(meta={"csrf": False})
        form.validate()
        assert (form.title.data, form.body.data, form.picture.data) == (None, "text", None)
    with app.test_request_context(method="POST", data={"picture": (io.BytesIO(b"a"), "a.png")}):
        assert WithPicture(meta={"csrf": False}).picture.data.filename == "a.png"


def test_nothing_sent_is_an_empty_form_whatever_the_form_was_made_with(app):
    with app.test_request_context(method="POST"):
        form = Note(data={"title": "Kept"}, meta={"csrf": False})
        form.validate()
    assert form.faults == [("title", NEEDED)]
    assert form.title.raw_data == []


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "-1", "", "1e3", "1000", "0x", " 1"])
def test_what_is_no_plain_number_names_no_row(filled_rows, number):
    assert filled_rows(**{f"rows-{number}": "a"}) == [None]


def test_rows_are_read_in_the_order_of_their_numbers(filled_rows):
    assert filled_rows(**{"rows-11": "c", "rows-2": "b", "rows-0": "a", "rowsx-3": "d"}) == ["a", "b", "c"]


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
