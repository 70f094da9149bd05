"""A form sent twice makes one thing."""

import io
import re
import threading

import html5lib
import pytest
import sqlalchemy as sa

from forum.boards.actions import create_board, start_thread
from forum.boards.models import Post
from forum.kernel import once
from forum.kernel.db import db, now
from forum.members.models import Member
from tests.make import admin, member


def test_the_same_form_twice_makes_one_thing_and_leads_to_the_same_place(worker_in):
    client = worker_in(member())
    first, second = (client.post("/workshop/made", data={"text": "a", "once": "k1"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert _made("a") == 1


def test_another_form_makes_another(worker_in):
    client = worker_in(member())
    for key in ("k1", "k2"):
        client.post("/workshop/made", data={"text": "a", "once": key})
    assert _made("a") == 2


def test_another_members_form_is_another_though_its_key_is_the_same(worker_in):
    for client in (worker_in(member()), worker_in(member())):
        client.post("/workshop/made", data={"text": "a", "once": "k1"})
    assert _made("a") == 2


@pytest.mark.parametrize(
    "fault", ["/workshop/made", "/workshop/raised/409", "/workshop/broken", "/workshop/aborted/413"]
)
def test_a_form_that_was_not_taken_can_be_sent_again(worker_in, fault):
    client = worker_in(member())
    assert client.post(fault, data={"once": "k1"}).status_code >= 400
    client.post("/workshop/made", data={"text": "a", "once": "k1"})
    assert _made("a") == 1


@pytest.mark.parametrize("key", ["", "\x00", "k" * 65, "a b", "ключ", "'--"])
def test_a_key_that_is_none_of_ours_is_no_key(worker_in, key):
    client = worker_in(member())
    for _ in range(2):
        assert client.post("/workshop/made", data={"text": "a", "once": key}).status_code == 303
    assert _made("a") == 2


def test_long_keys_that_begin_alike_are_not_the_same(worker_in):
    client = worker_in(member())
    for end in "ab":
        client.post("/workshop/made", data={"text": "a", "once": "k" * 63 + end})
    assert _made("a") == 2


def test_readers_forms_are_not_remembered(workshop):
    client = workshop.test_client()
    for _ in range(2):
        client.post("/workshop/made", data={"text": "a", "once": "k1"})
    assert _made("a") == 2


def test_sent_at_the_same_moment_it_is_still_one(worker_in):
    somebody = member()
    clients = [worker_in(somebody) for _ in range(4)]
    ready, answers = threading.Barrier(len(clients)), []

    def send(client):
        ready.wait(timeout=10)
        answers.append(client.post("/workshop/made", data={"text": "a", "once": "k1"}))

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert _made("a") == 1
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1


def test_the_same_key_with_other_words_drops_nothing_and_asks(worker_in):
    client = worker_in(member())
    client.post("/workshop/made", data={"text": "First", "once": "k1"})
    asked = client.post("/workshop/made?from=back", data={"text": "Second <b>", "more": "x", "once": "k1"})
    assert asked.status_code == 409
    assert "You already sent this form with a different text" in asked.text
    assert (_made("First"), _made("Second <b>")) == (1, 0)
    form = html5lib.parse(asked.text, namespaceHTMLElements=False).find(".//main//form")
    again = {field.get("name"): field.get("value") for field in form.iter("input")}
    again |= {field.get("name"): "".join(field.itertext()).removeprefix("\n") for field in form.iter("textarea")}
    assert again["once"] not in ("", "k1")
    assert again | {"csrf_token": "", "once": ""} == {"text": "Second <b>", "more": "x", "csrf_token": "", "once": ""}
    answers = [client.post(form.get("action"), data=again) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert (_made("First"), _made("Second <b>")) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"text": "a", "more": "y"},
        {"text": "a"},
        {"text": "a", "more": "x", "third": "z"},
        {"text": "ax", "more": ""},
        {"text": "a", "more": ["x", "x"]},
        {"text": "a", "more": "x", "file": b"a file"},
    ],
)
def test_every_field_and_file_counts(worker_in, other):
    client = worker_in(member())
    client.post("/workshop/made", data={"text": "a", "more": "x", "once": "k1"})
    if "file" in other:
        other = other | {"file": (io.BytesIO(other["file"]), "a.png")}
    assert client.post("/workshop/made", data=other | {"once": "k1"}).status_code == 409
    assert _made("a") == 1


@pytest.mark.parametrize(
    "file, status",
    [((b"one", "a.png"), 303), ((b"two", "a.png"), 409), ((b"one", "b.png"), 409), ((b"onetwo", "a.png"), 409)],
)
def test_files_are_told_apart_by_name_and_content(worker_in, file, status):
    client = worker_in(member())
    for content, name in ((b"one", "a.png"), file):
        form = {"text": "a", "once": "k1", "file": (io.BytesIO(content), name)}
        answer = client.post("/workshop/made", data=form)
    assert answer.status_code == status
    assert _made("a") == 1


def test_the_token_and_the_key_are_no_words(worker_in):
    client = worker_in(member())
    for token in ("one", "two"):
        form = {"text": "a", "once": "k1", "csrf_token": token, "removal-csrf_token": token}
        assert client.post("/workshop/made", data=form).status_code == 303
    assert _made("a") == 1


def test_a_form_kept_before_fingerprints_were_leads_to_its_answer(worker_in):
    client = worker_in(member())
    first = client.post("/workshop/made", data={"text": "a", "once": "k1"})
    db.session.execute(sa.update(once.SentForm).values(fingerprint=None))
    assert client.post("/workshop/made", data={"text": "b", "once": "k1"}).location == first.location


def test_two_buttons_of_one_page_that_share_a_key_both_act(as_):
    board = create_board(admin(), name="The Lobby")
    post_ids = []
    for title in ("Seats", "Rows"):
        thread = start_thread(member(), board, title=title, body="Row three.")
        post_ids.append(db.session.scalars(sa.select(Post.id).filter_by(thread_id=thread.id)).one())
    client = as_(member())
    for post_id in post_ids:
        for _ in range(2):
            assert client.post(f"/posts/{post_id}/vote", data={"once": "of-the-page"}).status_code == 303
    assert list(db.session.scalars(sa.select(Post.score).order_by(Post.id))) == [1, 1]


def test_of_fifty_at_once_with_different_words_one_is_taken_and_all_others_are_asked(worker_in):
    somebody = member()
    texts = [("a", "b")[number % 2] for number in range(50)]
    clients = [worker_in(somebody) for _ in texts]
    ready, answers = threading.Barrier(len(clients)), []

    def send(client, text):
        ready.wait(timeout=30)
        answers.append((text, client.post("/workshop/made", data={"text": text, "once": "k1"}).status_code))

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, texts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    taken = "a" if _made("a") else "b"
    assert (_made("a"), _made("b")) == ((1, 0) if taken == "a" else (0, 1))
    # Who waited too long for SQLite's one writer is told so, with the words; nobody's are dropped.
    assert {status for text, status in answers if text == taken} <= {303, 503}
    assert {status for text, status in answers if text != taken} <= {409, 503}
    assert len(answers) == 50


def test_old_keys_are_forgotten(app):
    somebody = member()
    for key, age in (("old", once.KEPT), ("new", once.KEPT / 2)):
        db.session.add(once.SentForm(member_id=somebody.id, key=key, created_at=now() - age))
    db.session.flush()
    once.forget_old_forms()
    assert list(db.session.scalars(sa.select(once.SentForm.key))) == ["new"]


def _made(bio):
    return db.session.scalar(sa.select(sa.func.count()).select_from(Member).filter_by(bio=bio))


def _told(client):
    return re.search(r' data-arrived="([^"]*)"', client.get("/about").text)[1].split()


def test_a_member_s_next_pages_name_the_forms_that_arrived_and_no_others(worker_in):
    client = worker_in(member())
    assert _told(client) == []
    for key, text in (("k1", "a"), ("k2", ""), ("k1", "a"), ("k3", "b")):
        client.post("/workshop/made", data={"text": text, "once": key})
    assert _told(client) == _told(client) == ["k1", "k1", "k3"]  # the second k1 was answered by the first


def test_only_the_last_forms_are_named(worker_in):
    client = worker_in(member())
    for number in range(9):
        client.post("/workshop/made", data={"text": str(number), "once": f"k{number}"})
    assert _told(client) == ["k4", "k5", "k6", "k7", "k8"]


def test_what_is_told_of_forms_stays_with_their_member(worker_in, workshop):
    one, other = worker_in(member()), worker_in(member())
    one.post("/workshop/made", data={"text": "a", "once": "k1"})
    assert _told(other) == []
    page = workshop.test_client().get("/about").text
    assert "data-member" not in page
    assert "data-arrived" not in page


def test_words_sent_again_from_a_page_of_an_error_are_the_same_form(worker_in):
    client = worker_in(member())
    page = client.post("/workshop/raised/503", data={"text": "a", "once": "k1"}).text
    assert 'name="once" value="k1"' in page
    page = client.post("/workshop/raised/503", data={"text": "a", "once": "not <ours>"}).text
    assert re.search(r'name="once" value="[\w-]{24}"', page)
