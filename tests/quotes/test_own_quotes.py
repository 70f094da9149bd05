"""What an author may do with a quote of their own: see where it stands, change it while it waits, take it back."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import WrongState
from forum.modlog.models import LogEntry
from forum.quotes import actions
from forum.quotes.models import QuoteRevision
from forum.quotes.queries import get_quote
from tests import make
from tests.quotes.make import approved, quote, rejected, sent_form, wording
from tests.support.crowds import all_at_once


@pytest.fixture
def author(app):
    return make.member("Ada")


@pytest.fixture
def ada(author, as_):
    return as_(author)


@pytest.fixture
def stranger(app, as_):
    return as_(make.member("Bert"))


def test_a_waiting_quote_is_there_for_its_author_and_moderators_alone(ada, author, stranger, client, as_):
    url = f"/quotes/{quote('Not for you.', author=author).id}"
    assert "Not for you." in ada.get(url).text
    assert "Not for you." in as_(make.moderator()).get(url).text
    assert [visitor.get(url).status_code for visitor in (stranger, client)] == [404, 404]
    assert [stranger.post(f"{url}{act}").status_code for act in ("", "/withdrawal")] == [404, 404]


@pytest.mark.parametrize("url", ["/quotes/0", "/quotes/99", f"/quotes/{2**63}", f"/quotes/{2**70}", "/quotes/x"])
def test_there_is_no_such_quote(client, url):
    assert client.get(url).status_code == 404


def test_the_author_reads_why_it_was_rejected(ada, author, stranger):
    sent = rejected("Hm.", author=author, reason="Not the words that are spoken")
    assert "Not the words that are spoken" in ada.get(f"/quotes/{sent.id}").text
    assert stranger.get(f"/quotes/{sent.id}").status_code == 404


def test_an_edit_keeps_how_it_read(ada, author, stranger):
    sent = quote(("Mother", "Befor."), author=author)
    assert 'value="Mother"' in ada.get(f"/quotes/{sent.id}/edit").text
    answer = ada.post(f"/quotes/{sent.id}", data=sent_form(("Mother", "Before."), version="1"))
    assert answer.status_code == 303
    assert [line.text for line in get_quote(sent.id).lines] == ["Before."]
    [revision] = db.session.scalars(sa.select(QuoteRevision))
    assert (revision.lines, revision.editor_id) == ([{"character": "Mother", "text": "Befor."}], author.id)
    assert "Befor." in ada.get(f"/quotes/{sent.id}").text


def test_the_history_is_not_for_everybody(author, stranger, client):
    sent = quote("Befor.", author=author)
    actions.edit_quote(author, sent, wording("Before."), version=1)
    actions.approve_quote(make.moderator(), sent, version=2)
    pages = [visitor.get(f"/quotes/{sent.id}").text for visitor in (stranger, client)]
    assert all("Before." in page and "Befor." not in page and "What happened" not in page for page in pages)


def test_rows_of_an_edit_come_and_go_like_those_of_a_new_quote(ada, author):
    sent = quote("One.", author=author)
    answer = ada.post(f"/quotes/{sent.id}", data=sent_form(("", "One."), ("", "Two."), version="1", remove="0"))
    assert answer.status_code == 200
    assert "Two." in answer.text
    assert [line.text for line in get_quote(sent.id).lines] == ["One."]


def test_an_edit_with_a_fault_is_kept_in_the_form(ada, author):
    sent = quote("One.", author=author)
    answer = ada.post(f"/quotes/{sent.id}", data=sent_form(("", "One, two."), version="1", timecode="soon"))
    assert answer.status_code == 422
    assert "One, two." in answer.text


@pytest.mark.parametrize("version", [None, "", "0", "-1", "x", str(2**31), "9" * 5000])
def test_an_edit_says_which_version_it_is_of(ada, author, version):
    sent = quote("One.", author=author)
    fields = {} if version is None else {"version": version}
    assert ada.post(f"/quotes/{sent.id}", data=sent_form(("", "Two."), **fields)).status_code == 422


def test_who_edits_second_sees_both_texts_and_may_send_again(ada, author):
    sent = quote("How it read.", author=author)
    ada.post(f"/quotes/{sent.id}", data=sent_form(("", "From the other window."), version="1"))
    late = ada.post(f"/quotes/{sent.id}", data=sent_form(("", "From this window."), version="1"))
    assert late.status_code == 409
    assert "From the other window." in late.text
    assert "From this window." in late.text
    assert 'name="version" type="hidden" value="2"' in late.text
    again = ada.post(f"/quotes/{sent.id}", data=sent_form(("", "From this window."), version="2"))
    assert again.status_code == 303
    assert [line.text for line in get_quote(sent.id).lines] == ["From this window."]


def test_of_two_edits_in_the_same_instant_one_wins(app, author, as_):
    sent = quote("How it read.", author=author)
    windows = [as_(author), as_(author)]
    acts = [
        lambda window=window, words=words: (
            window.post(f"/quotes/{sent.id}", data=sent_form(("", words), version="1")).status_code
        )
        for window, words in zip(windows, ("One.", "Two."), strict=True)
    ]
    assert sorted(all_at_once(*acts)) == [303, 409]
    assert get_quote(sent.id).version == 2
    assert len(list(db.session.scalars(sa.select(QuoteRevision)))) == 1


def test_what_is_decided_is_edited_no_more(ada, author):
    sent = approved("Done.", author=author)
    assert ada.get(f"/quotes/{sent.id}/edit").status_code == 403
    late = ada.post(f"/quotes/{sent.id}", data=sent_form(("", "Not quite."), version="1"))
    assert late.status_code == 409
    assert "has already approved this quote" in late.text
    assert [line.text for line in get_quote(sent.id).lines] == ["Done."]


def test_another_members_quote_is_left_alone(stranger, as_):
    sent = approved("Mine.", author=make.member())
    moderator = as_(make.moderator())
    for visitor in (stranger, moderator):
        assert visitor.get(f"/quotes/{sent.id}/edit").status_code == 403
        assert visitor.post(f"/quotes/{sent.id}", data=sent_form(("", "Yours."), version="2")).status_code == 403
        assert visitor.post(f"/quotes/{sent.id}/withdrawal").status_code == 403
    assert get_quote(sent.id).stage == "approved"


def test_a_waiting_quote_is_taken_back(ada, author):
    sent = quote(author=author)
    assert ada.post(f"/quotes/{sent.id}/withdrawal").status_code == 303
    taken = get_quote(sent.id)
    assert (taken.stage, taken.decided_at, taken.movie.quotes_count) == ("withdrawn", None, 0)
    assert "Withdrawn" in ada.get("/members/Ada/quotes").text


def test_an_approved_quote_is_taken_off_the_page_and_the_log_keeps_its_one_entry(ada, author, client):
    sent = approved("Going, going.", author=author)
    place = f"/movies/{sent.movie.slug}/quotes"
    assert "Going, going." in client.get(place).text
    ada.post(f"/quotes/{sent.id}/withdrawal")
    assert "Going, going." not in client.get(place).text
    assert get_quote(sent.id).movie.quotes_count == 0
    assert [entry.action for entry in db.session.scalars(sa.select(LogEntry))] == ["approved"]


def test_a_rejected_quote_cannot_be_taken_back(author):
    sent = rejected(author=author, by=make.moderator("Ruth"))
    with pytest.raises(WrongState, match="Ruth has already rejected this quote"):
        actions.withdraw_quote(author, sent)


def test_ones_own_list_shows_every_stage_and_others_only_what_is_approved(ada, author, stranger, client, as_):
    approved("On the page.", author=author)
    quote("Still waiting.", author=author)
    rejected("No.", author=author, reason="Too long to be a quotation")
    approved("Somebody else's.")
    own, moderators = (visitor.get("/members/ada/quotes").text for visitor in (ada, as_(make.moderator())))
    for page in (own, moderators):
        assert all(words in page for words in ("On the page.", "Still waiting.", "No.", "Too long to be a quotation"))
        assert "Somebody else&#39;s." not in page
    for page in (visitor.get("/members/ada/quotes").text for visitor in (stranger, client)):
        assert "On the page." in page
        assert not any(words in page for words in ("Still waiting.", "No.", "Too long", "Rejected"))


def test_a_member_without_quotes_has_a_page_that_says_so(ada, author, client):
    assert "You have not sent in a quote yet." in ada.get("/members/Ada/quotes").text
    assert "Ada has no approved quotes yet." in client.get("/members/Ada/quotes").text
    assert client.get("/members/nobody-here/quotes").status_code == 404
