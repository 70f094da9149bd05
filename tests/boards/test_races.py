"""Many people at once: every vote and reply counts once, and what excludes each other never both happens."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from forum.boards import actions
from forum.boards.models import Board, Post, PostVote, Thread
from forum.boards.queries import get_thread, opening_of
from forum.kernel.db import db
from tests.boards import make
from tests.boards.recount import drift
from tests.support.crowds import all_at_once

CROWD = 50
BUSY = 503  # on SQLite, when a slow machine keeps a writer waiting for five seconds: nothing was saved, send it again
WAITING_FOR_ME = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"


def send(client, url, **data):
    """An act that sends a form, again where the house was too busy to take it."""

    def act():
        answer = client.post(url, data=data)
        return act() if answer.status_code == BUSY else answer

    return act


def test_fifty_votes_of_fifty_members_are_fifty(as_):
    post = make.opening(make.thread())
    clients = [as_(make.member()) for _ in range(CROWD)]
    answers = all_at_once(*[send(client, f"/posts/{post.id}/vote") for client in clients])
    assert [answer.status_code for answer in answers] == [303] * CROWD
    assert db.session.get(Post, post.id).score == CROWD
    assert drift() == []


def test_fifty_votes_of_one_member_are_one(as_):
    post, client = make.opening(make.thread()), as_(make.member())
    answers = all_at_once(*[send(client, f"/posts/{post.id}/vote")] * CROWD)
    assert {answer.status_code for answer in answers} == {303}
    assert db.session.query(PostVote).count() == 1
    assert drift() == []


def test_voting_and_taking_back_at_once_leaves_the_score_its_votes(as_):
    post = make.opening(make.thread())
    clients = [as_(make.member()) for _ in range(8)]
    verbs = [f"/posts/{post.id}/vote", f"/posts/{post.id}/unvote"] * 2
    all_at_once(*[send(client, verb) for client in clients for verb in verbs])
    assert drift() == []


def test_replies_at_once_are_all_counted_and_each_has_its_place(as_):
    thread = make.thread()
    first = make.reply(make.opening(thread))
    clients = [as_(make.member()) for _ in range(16)]
    url = f"/threads/{thread.id}/posts"
    acts = [send(client, url, body="Me.", parent=parent.id) for client in clients
            for parent in (make.opening(thread), first)]  # fmt: skip
    assert {answer.status_code for answer in all_at_once(*acts)} == {303}
    assert db.session.get(Thread, thread.id).replies_count == 1 + len(acts)
    assert drift() == []


def test_one_form_sent_by_many_hands_makes_one_reply(as_):
    thread, client = make.thread(), as_(make.member())
    answers = all_at_once(*[send(client, f"/threads/{thread.id}/posts", body="Once.", once="the-same-key")] * 10)
    assert len({answer.location for answer in answers}) == 1
    assert db.session.query(Post).filter_by(body="Once.").count() == 1


def test_replies_that_meet_a_lock_are_in_time_or_refused(as_):
    thread = make.thread()
    clients, desk = [as_(make.member()) for _ in range(12)], as_(make.moderator())
    acts = [send(client, f"/threads/{thread.id}/posts", body="Me.") for client in clients]
    acts.insert(6, send(desk, f"/threads/{thread.id}/lock", reason="Enough"))
    answers = all_at_once(*acts)
    assert answers[6].status_code == 303
    written = sum(answer.status_code == 303 for answer in answers) - 1
    assert {answer.status_code for answer in answers} <= {303, 403, 409}
    assert db.session.get(Thread, thread.id).replies_count == written
    assert drift() == []


def test_replies_that_meet_a_removal_are_in_time_or_refused(as_):
    author, thread = make.member(), make.thread()
    post = make.reply(make.opening(thread), author)
    acts = [send(as_(make.member()), f"/threads/{thread.id}/posts", body="Me.", parent=post.id) for _ in range(12)]
    acts.insert(6, send(as_(author), f"/posts/{post.id}/removal"))
    answers = all_at_once(*acts)
    assert {answer.status_code for answer in answers} <= {303, 403, 409}
    assert db.session.get(Post, post.id).replies_count == sum(answer.status_code == 303 for answer in answers) - 1
    assert drift() == []


@pytest.mark.postgresql_only("SQLite has one writer at a time: whoever removes sees all that was written before")
def test_a_reply_that_meets_the_removal_of_the_last_is_the_last(as_):
    author, other, thread = make.member(), make.member(), make.thread()
    post = make.reply(make.opening(thread), author)
    removing = send(as_(author), f"/posts/{post.id}/removal")
    written = actions.write_post(other, get_thread(thread.id), opening_of(thread), body="Just in time.")
    with ThreadPoolExecutor() as hands:
        answer = hands.submit(removing)
        while not answer.done() and not db.session.scalar(sa.text(WAITING_FOR_ME)):
            time.sleep(0.01)
        db.session.commit()
    assert answer.result().status_code == 303
    assert drift() == []
    assert db.session.get(Thread, thread.id).last_post_at == written.created_at


def test_of_edits_at_once_one_stands_and_the_others_are_shown_it(as_):
    author = make.member()
    post = make.opening(make.thread(author))
    client = as_(author)
    acts = [send(client, f"/posts/{post.id}/edit", body=f"Text {n}.", version=1) for n in range(8)]
    statuses = sorted(answer.status_code for answer in all_at_once(*acts))
    assert statuses == [303] + [409] * 7
    assert drift() == []


def test_of_moderators_pinning_at_once_none_makes_an_eleventh(as_):
    board, author = make.board(), make.member()
    desks = [as_(make.moderator()) for _ in range(4)]
    threads = [make.thread(author, on=board) for _ in range(16)]
    acts = [send(desks[n % 4], f"/threads/{thread.id}/pin") for n, thread in enumerate(threads)]
    statuses = [answer.status_code for answer in all_at_once(*acts)]
    assert statuses.count(303) == 10
    assert db.session.query(Thread).filter(Thread.pinned_at.is_not(None)).count() == 10


def test_the_first_threads_about_movies_make_one_forum(as_):
    movies = [make.movie() for _ in range(6)]
    acts = [
        send(as_(make.member()), f"/movies/{movie.slug}/discussion", title="First", body="Words.") for movie in movies
    ]
    assert {answer.status_code for answer in all_at_once(*acts)} == {303}
    assert db.session.query(Board).one().threads_count == 6
    assert drift() == []
