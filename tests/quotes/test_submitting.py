"""A member writes down a quote: rows come and go, faults stand beside their field, what was typed stays."""

import re

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.quotes.models import LineFacts, Quote
from tests import make
from tests.quotes.make import sent_form

MOTHER = ("Mother", "You have a holiday.")


def quotes() -> list[Quote]:
    return list(db.session.scalars(sa.select(Quote).options(sa.orm.selectinload(Quote.lines)).order_by(Quote.id)))


@pytest.fixture
def movie(app):
    return make.movie("Last Train Home", runtime_minutes=85)


@pytest.fixture
def form(movie):
    return f"/movies/{movie.slug}/quotes"


@pytest.fixture
def member(app, as_):
    return as_(make.member("Ada"))


def test_a_quote_waits_for_a_moderator_and_its_author_is_led_to_it(member, form, client):
    answer = member.post(form, data=sent_form(MOTHER, ("", "Nobody answered."), timecode="00:52:18", spoiler="y"))
    [quote] = quotes()
    assert answer.status_code == 303
    assert answer.location == f"/quotes/{quote.id}"
    assert quote.wording.lines == (LineFacts(*MOTHER), LineFacts("", "Nobody answered."))
    assert (quote.stage, quote.timecode, quote.spoiler) == ("pending", "00:52:18", True)
    assert "Waiting for a moderator" in member.get(answer.location).text
    assert client.get(answer.location).status_code == 404
    assert "You have a holiday." not in client.get(form).text


def test_rows_left_empty_are_left_out(member, form):
    member.post(form, data=sent_form(("", ""), MOTHER, ("", "  ")))
    assert [line.text for line in quotes()[0].lines] == ["You have a holiday."]


def test_the_form_without_script_gains_and_loses_rows_and_keeps_what_was_typed(member, form):
    more = member.post(form, data=sent_form(MOTHER, add="1"))
    assert more.status_code == 200
    assert 'name="lines-1-text"' in more.text
    assert "You have a holiday." in more.text
    fewer = member.post(form, data=sent_form(MOTHER, ("Father", "I know."), remove="0", timecode="1:02"))
    assert "You have a holiday." not in fewer.text
    assert "I know." in fewer.text
    assert 'value="1:02"' in fewer.text
    assert quotes() == []


@pytest.mark.parametrize("remove", ["0", "7", "-1", "x", "", "9" * 5000])
def test_the_last_row_cannot_be_taken_away(member, form, remove):
    answer = member.post(form, data=sent_form(MOTHER, remove=remove))
    assert answer.status_code == 200
    assert answer.text.count('placeholder="Words"') == 1


def test_no_more_than_twelve_rows_are_offered(member, form):
    answer = member.post(form, data=sent_form(*[MOTHER] * 12, add="1"))
    assert answer.text.count('placeholder="Words"') == 12


def test_a_preview_saves_nothing(member, form):
    answer = member.post(form, data=sent_form(MOTHER, preview="1"))
    assert answer.status_code == 200
    assert "Not yet checked" in answer.text
    assert quotes() == []


FAULTS = {
    "no words at all": (sent_form(("", "")), "Write at least one line."),
    "a silent character": (sent_form(("Mother", "")), "Write what Mother says, or remove this line."),
    "a line too long": (sent_form(("", "x" * 401)), "This is longer than 400 characters"),
    "a character too long": (sent_form(("x" * 81, "Hm.")), "This is longer than 80 characters"),
    "too many lines": (sent_form(*[MOTHER] * 13), "A quote has at most 12 lines."),
    "too many words": (sent_form(*[("", "x" * 400)] * 6), "All lines together are longer than 2,000 characters."),
    "no timecode": (sent_form(MOTHER, timecode="late"), "Write the timecode as hours:minutes:seconds"),
    "seconds over": (sent_form(MOTHER, timecode="00:10:61"), "Write the timecode as hours:minutes:seconds"),
    "other digits": (sent_form(MOTHER, timecode="٠٠:١٠:٠٠"), "Write the timecode as hours:minutes:seconds"),
    "after the end": (sent_form(MOTHER, timecode="01:26:00"), "This is after the movie ends: it runs 85 minutes."),
    "a character nobody can store": (sent_form(("", "before\0after")), "cannot be stored"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(member, form, fault):
    data, words = FAULTS[fault]
    answer = member.post(form, data=data | {"spoiler": "y"})
    assert answer.status_code == 422
    assert answer.text.count(words) == 2  # in the summary and beside the field
    assert re.search(r'<input[^>]* checked[^>]* name="spoiler"', answer.text)
    assert quotes() == []


@pytest.mark.parametrize(("typed", "read"), [("62:03", "01:02:03"), ("1:02:03", "01:02:03"), ("01:25:59", "01:25:59")])
def test_a_timecode_may_be_written_in_minutes(member, form, typed, read):
    member.post(form, data=sent_form(MOTHER, timecode=typed))
    assert quotes()[0].timecode == read


def test_what_was_typed_is_text_and_never_markup(member, form, client):
    member.post(form, data=sent_form(("<b>Mother", "<script>alert(1)</script>\n{{ 7 * 7 }}")))
    page = member.get(f"/quotes/{quotes()[0].id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }}" in page
    assert "<script>alert" not in page


def test_the_same_form_sent_twice_makes_one_quote(member, form):
    data = sent_form(MOTHER, once="the-same-key")
    places = {member.post(form, data=data).location for _ in range(2)}
    assert len(places) == len(quotes()) == 1


def test_no_field_decides_for_the_moderators(member, form):
    member.post(form, data=sent_form(MOTHER, stage="approved", author_id="99", decided_by_id="1", version="7"))
    [quote] = quotes()
    assert (quote.stage, quote.version, quote.decided_by_id) == ("pending", 1, None)


def test_a_reader_is_asked_to_log_in_first(client, form):
    assert client.get(f"{form}/new").location.startswith("/login?next=")
    assert client.post(form, data=sent_form(MOTHER)).status_code in {303, 401}
    assert quotes() == []
