"""A form sent twice makes one thing."""

import re
import threading

import pytest
import sqlalchemy as sa

from forum.kernel import once
from forum.kernel.db import db, now
from forum.members.models import Member
from tests.make import member


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
