"""What members are told, once each, and nobody else."""

import pytest
import sqlalchemy as sa

from forum.badges.events import BadgeAwarded, BadgeWithdrawn
from forum.boards.actions import edit_post, lock_thread, pin_thread, remove_post, unlock_thread
from forum.boards.queries import get_post
from forum.kernel.db import db
from forum.kernel.events import announce
from forum.kernel.jobs import Job
from forum.members.actions import follow
from forum.members.mentions import address_of
from forum.notifications.actions import choose_topics, read, read_all
from forum.notifications.jobs import tell_followers_of
from forum.notifications.models import Topic
from forum.quotes.actions import withdraw_quote
from forum.reviews.actions import Opinion, find_helpful, find_unhelpful, withdraw_review, write_review
from tests import make
from tests.boards.make import opening, reply, thread
from tests.notifications.make import line, told, unread
from tests.quotes.make import approved, quote, rejected
from tests.reviews.make import review


def test_an_author_hears_of_each_decision_and_others_of_none(app):
    ada, bert = make.member("Ada"), make.member("Bert")
    kept = approved(author=ada, movie=make.movie("Yi Yi"))
    rejected(author=ada, movie=make.movie("Cure"))
    quote(author=bert)
    assert told(ada) == [("quote_rejected", "Cure", 1), ("quote_approved", "Yi Yi", 1)]
    assert told(bert) == []
    withdraw_quote(ada, kept)
    assert told(ada) == [("quote_rejected", "Cure", 1)]


def test_a_member_hears_of_the_badge_coming_and_going_once_each(app):
    ada, moderator = make.member("Ada"), make.moderator()
    for _ in range(2):
        announce(BadgeAwarded(ada.id, 7, moderator.id))
    announce(BadgeWithdrawn(ada.id, 7, moderator.id))
    assert [kind for kind, _, _ in told(ada)] == ["badge_withdrawn", "badge_awarded"]
    assert told(moderator) == []


def test_replies_are_one_line_that_leads_to_the_first_one_not_read(app):
    ada, bert, cleo = make.member("Ada"), make.member("Bert"), make.member("Cleo")
    seats = thread(ada, title="Seats")
    first = reply(opening(seats), bert)
    reply(first, cleo)
    reply(opening(seats), cleo)
    reply(opening(seats), ada)
    assert (told(ada), told(bert), told(cleo)) == ([("reply", "Seats", 2)], [("reply", "Seats", 1)], [])
    assert (line(ada).first_id, line(ada).actor_id, unread(ada)) == (first.id, cleo.id, 1)
    read(ada, line(ada).id)
    assert (told(ada), unread(ada)) == ([("reply", "Seats", 2)], 0)
    after = reply(opening(seats), bert)
    assert (told(ada), line(ada).first_id, unread(ada)) == ([("reply", "Seats", 1)], after.id, 1)


def test_a_removed_reply_is_no_longer_told_and_its_author_learns_of_the_moderator(app):
    ada, bert, moderator = make.member("Ada"), make.member("Bert"), make.moderator("Pavel")
    seats = thread(ada, title="Seats")
    first, second = reply(opening(seats), bert), reply(opening(seats), moderator)
    remove_post(moderator, seats, first, reason="Off the subject.")
    assert told(ada) == [("reply", "Seats", 1)]
    assert (line(ada).first_id, line(ada).actor_id) == (second.id, moderator.id)
    assert told(bert) == [("post_removed", "Seats", 1)]
    remove_post(moderator, seats, second)
    assert (told(ada), told(moderator), unread(ada)) == ([], [], 0)


def test_who_is_named_is_told_unless_quoted_answered_or_themselves(app):
    ada, bert, cleo, dora = (make.member(name) for name in ("Ada Lovelace", "Bert", "Cleo", "Dora"))
    make.member("Ada")
    old = make.member("Old Bert", password_hash=None)
    seats = thread(ada, title="Seats", body="@Cleo, what of @ada lovelace?")
    body = "@Ada Lovelace: not ||@Cleo||, says @Old Bert.\n\n> @Dora\n\n`@Cleo` @Nobody a@cleo.org @Bert"
    post = reply(opening(seats), bert, body)
    assert told(ada) == [("reply", "Seats", 1)]
    assert (told(cleo), line(cleo).first_id) == ([("mention", "Seats", 2)], opening(seats).id)
    assert (told(bert), told(dora), told(old)) == ([], [], [])
    assert "<code>@Cleo</code> @Nobody" in post.body_html
    for member in (ada, bert, cleo, dora, old):
        assert post.body_html.count(f'href="{address_of(member)}"') == 1
    edit_post(bert, seats, post, body="@Cleo @Ada Lovelace @Dora", version=1)
    assert (told(cleo), told(dora)) == ([("mention", "Seats", 2)], [("mention", "Seats", 1)])
    edit_post(bert, seats, get_post(post.id, fresh=True), body="@Cleo @Ada Lovelace", version=2)
    assert (told(cleo), told(dora)) == ([("mention", "Seats", 2)], [])
    remove_post(bert, seats, get_post(post.id, fresh=True))
    assert (told(ada), told(cleo)) == ([], [("mention", "Seats", 1)])


def test_helpful_marks_are_one_line_with_as_many_members_as_there_are(app):
    ada, movie = make.member("Ada"), make.movie("Yi Yi")
    hers, bert, cleo = review(movie, ada), make.member(), make.member()
    for member in (bert, cleo):
        find_helpful(member, hers)
    assert told(ada) == [("helpful", "Yi Yi", 2)]
    find_unhelpful(cleo, hers)
    assert (told(ada), line(ada).actor_id) == ([("helpful", "Yi Yi", 1)], bert.id)
    find_unhelpful(bert, hers)
    assert told(ada) == []
    find_helpful(bert, hers)
    withdraw_review(ada, hers)
    assert told(ada) == []


def test_followers_are_told_of_a_review_once_however_often_the_job_runs(app, monkeypatch):
    monkeypatch.setattr("forum.notifications.jobs.PIECE", 2)
    ada, movie = make.member("Ada"), make.movie("Yi Yi")
    followers = [make.member() for _ in range(3)]
    deaf, named, archived = make.member(), make.member("Cleo"), make.member(password_hash=None)
    for member in (*followers, deaf, named, archived):
        follow(member, ada)
    choose_topics(deaf, set(Topic) - {Topic.REVIEWS})
    hers = write_review(ada, movie, Opinion(8, "See it, @Cleo."))
    assert [job.payload for job in db.session.scalars(sa.select(Job))] == [{"review_id": hers.id}]
    for after in (0, 0, followers[1].id, deaf.id):
        tell_followers_of(hers.id, after)
    assert [told(member) for member in followers] == [[("review", "Yi Yi", 1)]] * 3
    assert told(named) == [("mention", "Yi Yi", 1)]
    assert (told(deaf), told(archived), told(ada)) == ([], [], [])
    write_review(ada, movie, Opinion(8))
    assert (told(followers[0]), told(named)) == ([], [])
    tell_followers_of(hers.id)
    assert told(followers[0]) == []


def test_what_moderators_do_with_a_thread_its_author_hears(app):
    ada, moderator = make.member("Ada"), make.moderator()
    for author in (ada, moderator):
        seats = thread(author, title="Seats")
        lock_thread(moderator, seats, reason="Heated.")
        unlock_thread(moderator, seats)
        pin_thread(moderator, seats)
    kinds = [kind for kind, _, _ in told(ada)]
    assert (kinds, told(moderator)) == (["thread_pinned", "thread_unlocked", "thread_locked"], [])


@pytest.mark.parametrize("topic", [Topic.REPLIES, Topic.MENTIONS])
def test_who_does_not_want_to_hear_is_not_told(app, topic):
    ada, bert = make.member("Ada"), make.member("Bert")
    choose_topics(ada, set(Topic) - {topic})
    seats = thread(ada)
    reply(opening(seats), bert, "@Ada, yes.")
    kinds = {Topic.REPLIES: ["mention"], Topic.MENTIONS: ["reply"]}[topic]
    assert [kind for kind, _, _ in told(ada)] == kinds
    choose_topics(ada, set(Topic))
    reply(opening(seats), bert)
    assert "reply" in [kind for kind, _, _ in told(ada)]


def test_reading_all_leaves_what_came_since_and_what_is_others(app):
    ada, bert = make.member("Ada"), make.member("Bert")
    for author in (ada, bert):
        reply(opening(thread(author)))
    until = line(ada).latest_at
    reply(opening(thread(ada)))
    read_all(ada, until)
    db.session.commit()
    assert (unread(ada), unread(bert)) == (1, 1)
