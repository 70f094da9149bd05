"""Votes, changes, removals, locks and pins: who may, what becomes of it, and what the record says."""

import re

import pytest

from forum.boards import actions
from forum.boards.models import Board, Post, PostRevision, PostVote, Thread
from forum.boards.queries import get_post, get_thread
from forum.boards.queries.threads import MOST_PINNED
from forum.kernel.db import db
from forum.kernel.errors import Denied, WrongState
from forum.modlog.models import LogEntry
from tests.boards import make


def page(client, thread):
    return client.get(f"/threads/{thread.id}/{thread.slug}").text


def score(post):
    return db.session.scalar(db.select(Post.score).filter_by(id=post.id))


def log():
    return [
        (entry.action, entry.subject_kind, entry.reason) for entry in db.session.query(LogEntry).order_by(LogEntry.id)
    ]


# Votes


def test_a_vote_counts_once_and_can_be_taken_back(as_):
    post, client = make.opening(make.thread()), as_(make.member())
    for _ in range(2):
        assert client.post(f"/posts/{post.id}/vote").status_code == 303
    assert score(post) == 1
    for _ in range(2):
        client.post(f"/posts/{post.id}/unvote")
    assert score(post) == 0
    assert db.session.query(PostVote).count() == 0


def test_a_vote_leads_back_to_the_page_it_was_cast_on(as_):
    thread = make.thread()
    post = make.opening(thread)
    here = f"/threads/{thread.id}/{thread.slug}?sort=best"
    answer = as_(make.member()).post(f"/posts/{post.id}/vote", data={"next": here})
    assert answer.location == f"{here}#p{post.id}"
    answer = as_(make.member()).post(f"/posts/{post.id}/vote", data={"next": "https://elsewhere.example/"})
    assert answer.location.startswith("/threads/")


def test_the_page_shows_what_the_reader_agreed_with(as_):
    thread = make.thread()
    client = as_(make.member())
    client.post(f"/posts/{make.opening(thread).id}/vote")
    assert 'aria-pressed="true"' in page(client, thread)
    assert 'aria-pressed="true"' not in page(as_(make.member()), thread)


def test_nobody_votes_for_themselves(as_):
    author = make.member()
    post = make.opening(make.thread(author))
    assert as_(author).post(f"/posts/{post.id}/vote").status_code == 403
    assert score(post) == 0


# Changes


def test_an_edit_keeps_how_the_post_read_before(as_):
    author = make.member()
    post = make.opening(make.thread(author, body="It was the butler."))
    client = as_(author)
    answer = client.post(f"/posts/{post.id}/edit", data={"body": "It was **nobody**.", "version": "1"})
    assert answer.status_code == 303
    assert "<strong>nobody</strong>" in client.get(answer.location).text
    assert "edited" in client.get(answer.location).text
    assert "It was the butler." in client.get(f"/posts/{post.id}/revisions").text


def test_of_two_edits_at_once_the_second_is_shown_both_texts(as_):
    author = make.member()
    post = make.opening(make.thread(author, body="First."))
    client = as_(author)
    client.post(f"/posts/{post.id}/edit", data={"body": "Second.", "version": "1"})
    answer = client.post(f"/posts/{post.id}/edit", data={"body": "Third.", "version": "1"})
    assert answer.status_code == 409
    assert "Second." in answer.text
    assert "Third." in answer.text
    assert 'value="2"' in answer.text
    assert client.post(f"/posts/{post.id}/edit", data={"body": "Third.", "version": "2"}).status_code == 303
    assert [revision.body for revision in db.session.query(PostRevision).order_by(PostRevision.id)] == [
        "First.",
        "Second.",
    ]


def test_an_edit_that_changes_nothing_keeps_nothing(as_):
    author = make.member()
    post = make.opening(make.thread(author, body="Same."))
    as_(author).post(f"/posts/{post.id}/edit", data={"body": "Same.", "version": "1"})
    assert db.session.query(PostRevision).count() == 0


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**70), "٣"])
def test_an_absurd_version_is_a_conflict(as_, version):
    author = make.member()
    post = make.opening(make.thread(author))
    assert as_(author).post(f"/posts/{post.id}/edit", data={"body": "Other.", "version": version}).status_code == 409


def test_an_edit_preview_saves_nothing(as_):
    author = make.member()
    post = make.opening(make.thread(author, body="Before."))
    data = {"body": "*After*.", "version": "1", "preview": "1"}
    answer = as_(author).post(f"/posts/{post.id}/edit", data=data)
    assert "<em>After</em>" in answer.text
    assert db.session.get(Post, post.id).body == "Before."


@pytest.mark.parametrize("who", [make.member, make.moderator, make.admin])
def test_only_its_author_changes_a_post(as_, who):
    post = make.opening(make.thread(body="Mine."))
    client = as_(who())
    assert client.get(f"/posts/{post.id}/edit").status_code == 403
    assert client.post(f"/posts/{post.id}/edit", data={"body": "Ours.", "version": "1"}).status_code == 403
    assert db.session.get(Post, post.id).body == "Mine."


# Removals


def test_an_author_takes_a_post_back_and_the_answers_stay(as_, client):
    author = make.member()
    thread = make.thread()
    post = make.reply(make.opening(thread), author, body="Unwise words.")
    make.reply(post, body="Wise answer.")
    mine = as_(author)
    assert "Unwise words." in mine.get(f"/posts/{post.id}/removal").text
    assert mine.post(f"/posts/{post.id}/removal").status_code == 303
    text = page(client, thread)
    assert "Removed by its author." in text
    assert "Wise answer." in text
    assert "Unwise words." not in text
    assert log() == []


def test_a_moderator_removes_with_a_reason_that_everybody_reads(as_, client):
    thread = make.thread()
    post = make.reply(make.opening(thread), body="Unkind words.")
    desk = as_(make.moderator())
    assert desk.post(f"/posts/{post.id}/removal", data={"reason": ""}).status_code == 422
    assert desk.post(f"/posts/{post.id}/removal", data={"reason": "Aimed at a member"}).status_code == 303
    assert "Removed by a moderator: <bdi>Aimed at a member</bdi>" in page(client, thread)
    assert "Unkind words." not in page(client, thread)
    assert "Unkind words." in page(desk, thread)
    assert log() == [("removed", "post", "Aimed at a member")]


def test_what_a_removed_post_said_is_in_no_page_but_the_moderators(as_, client):
    author = make.member("Sam")
    thread = make.thread(author, body="canary-one")
    post = make.opening(thread)
    as_(author).post(f"/posts/{post.id}/edit", data={"body": "canary-two", "version": "1"})
    as_(author).post(f"/posts/{post.id}/removal")
    for reader in (client, as_(author), as_(make.member())):
        for url in (f"/posts/{post.id}/revisions", f"/threads/{thread.id}/{thread.slug}?view=flat", "/boards",
                    f"/posts/{post.id}/reply?quote=1", f"/posts/{post.id}/edit", f"/posts/{post.id}/removal",
                    "/members/Sam/threads?show=posts", f"/threads/{thread.id}/{thread.slug}"):  # fmt: skip
            assert "canary" not in reader.get(url).text, url
    assert "canary-one" in as_(make.moderator()).get(f"/posts/{post.id}/revisions").text


def test_a_thread_whose_last_reply_goes_falls_back_to_the_one_before(as_, client):
    board, ann, ben = make.board(), make.member("Ann"), make.member("Ben")
    old = make.thread(make.member("Theo"), on=board, title="Old talk")
    replies = [make.reply(make.opening(old), ann), make.reply(make.opening(old), ben)]
    make.thread(on=board, title="Newer talk")
    replies.append(make.reply(replies[0], ben))
    desk = as_(make.moderator())
    seen = []
    for post, who, words in (
        (replies[1], desk, {"reason": "Spam"}),
        (replies[2], as_(ben), {}),
        (replies[0], desk, {"reason": "Spam"}),
    ):
        who.post(f"/posts/{post.id}/removal", data=words)
        text = client.get(f"/boards/{board.slug}").text
        row = text[text.index("Old talk") :].split("</article>")[0]
        seen.append(
            (
                text.index("Old talk") < text.index("Newer talk"),
                re.search(r"<bdi>(.+?)</bdi>, (last reply|started)", row).groups(),
            )
        )
    assert seen == [(True, ("Ben", "last reply")), (False, ("Ann", "last reply")), (False, ("Theo", "started"))]


def test_strangers_remove_nothing(as_):
    post = make.opening(make.thread())
    assert as_(make.member()).post(f"/posts/{post.id}/removal").status_code == 403
    assert not db.session.get(Post, post.id).is_removed


def test_a_removed_post_takes_no_answer_no_vote_and_no_change(as_):
    author = make.member()
    thread = make.thread(author)
    post = make.opening(thread)
    as_(author).post(f"/posts/{post.id}/removal")
    client = as_(make.member())
    answer = client.post(f"/threads/{thread.id}/posts", data={"body": "Still here?"})
    assert answer.status_code == 403
    assert "nobody can answer it" in answer.text
    assert "Still here?" in answer.text
    assert client.post(f"/posts/{post.id}/vote").status_code == 403
    assert as_(author).post(f"/posts/{post.id}/edit", data={"body": "Back.", "version": "1"}).status_code == 403
    assert as_(author).post(f"/posts/{post.id}/removal").status_code == 403


# Locks and pins


def test_a_locked_thread_says_why_and_stands_still(as_, client):
    author = make.member()
    thread = make.thread(author)
    post = make.opening(thread)
    desk = as_(make.moderator())
    assert desk.get(f"/threads/{thread.id}/lock").status_code == 200
    assert desk.post(f"/threads/{thread.id}/lock", data={"reason": " "}).status_code == 422
    assert desk.post(f"/threads/{thread.id}/lock", data={"reason": "Everything is said"}).status_code == 303
    assert "Everything is said" in page(client, thread)
    member = as_(make.member())
    assert "Everything is said" in page(member, thread)
    refused = [
        (member, f"/threads/{thread.id}/posts", {"body": "But!"}),
        (member, f"/posts/{post.id}/vote", {}),
        (as_(author), f"/posts/{post.id}/edit", {"body": "But!", "version": "1"}),
    ]
    for who, url, data in refused:
        assert who.post(url, data=data).status_code == 403, url
    assert desk.post(f"/threads/{thread.id}/posts", data={"body": "To explain."}).status_code == 303
    assert desk.post(f"/threads/{thread.id}/unlock").status_code == 303
    assert member.post(f"/threads/{thread.id}/posts", data={"body": "But!"}).status_code == 303
    assert log() == [("locked", "thread", "Everything is said"), ("unlocked", "thread", "")]


def test_a_pinned_thread_stands_on_top_of_the_first_page_alone(as_, client):
    board = make.board()
    old = make.thread(on=board, title="How to disagree")
    for number in range(35):
        make.thread(on=board, title=f"Talk {number}")
    assert "How to disagree" not in client.get(f"/boards/{board.slug}").text
    desk = as_(make.moderator())
    assert desk.post(f"/threads/{old.id}/pin").status_code == 303
    text = client.get(f"/boards/{board.slug}").text
    assert text.index("How to disagree") < text.index("Talk 34")
    assert text.count("How to disagree") == 1
    desk.post(f"/threads/{old.id}/unpin")
    assert "How to disagree" not in client.get(f"/boards/{board.slug}").text
    assert [action for action, *_ in log()] == ["pinned", "unpinned"]


def test_a_board_holds_ten_pins(as_):
    board, desk, author = make.board(), as_(make.moderator()), make.member()
    threads = [make.thread(author, on=board) for _ in range(MOST_PINNED + 1)]
    statuses = [desk.post(f"/threads/{thread.id}/pin").status_code for thread in threads]
    assert statuses == [303] * MOST_PINNED + [409]


@pytest.mark.parametrize("verb", ["lock", "unlock", "pin", "unpin"])
def test_only_moderators_lock_and_pin(as_, client, verb):
    thread = make.thread()
    url = f"/threads/{thread.id}/{verb}"
    assert as_(make.member()).post(url, data={"reason": "Mine"}).status_code == 403
    assert client.post(url).status_code in {303, 401}
    assert not db.session.get(Thread, thread.id).is_locked


@pytest.mark.parametrize("verb", ["unlock", "unpin"])
def test_a_decision_that_was_made_already_says_so(as_, verb):
    thread = make.thread()
    assert as_(make.moderator()).post(f"/threads/{thread.id}/{verb}").status_code == 409


# What was loaded before somebody else decided


def test_decisions_made_meanwhile_win_over_what_was_loaded(app):
    author, member, moderator = make.member(), make.member(), make.moderator()
    thread = make.thread(author)
    first, second = make.reply(make.opening(thread), author), make.reply(make.opening(thread), author)
    stale_thread, stale_first = get_thread(thread.id), get_post(first.id)
    db.session.expunge_all()
    actions.remove_post(author, get_thread(thread.id), get_post(first.id))
    with pytest.raises(WrongState):
        actions.write_post(member, stale_thread, stale_first, body="Late.")
    with pytest.raises(WrongState):
        actions.edit_post(author, stale_thread, stale_first, body="Late.", version=1)
    with pytest.raises(WrongState):
        actions.agree(member, stale_thread, stale_first)
    with pytest.raises(WrongState):
        actions.remove_post(moderator, stale_thread, stale_first, reason="Late")
    stale_second = get_post(second.id)
    db.session.expunge_all()
    actions.lock_thread(moderator, get_thread(thread.id), reason="Enough")
    with pytest.raises(WrongState):
        actions.write_post(member, stale_thread, stale_second, body="Late.")
    with pytest.raises(WrongState):
        actions.edit_post(author, stale_thread, stale_second, body="Late.", version=1)
    with pytest.raises(WrongState):
        actions.lock_thread(moderator, stale_thread, reason="Again")
    with pytest.raises(Denied):
        actions.agree(member, get_thread(thread.id), get_post(second.id))


# Boards


def test_an_admin_opens_and_changes_boards(as_, client):
    office = as_(make.admin())
    data = {"name": "Projection Booth", "description": "The site itself.", "position": "2"}
    assert office.post("/admin/boards", data=data).location == "/boards/projection-booth"
    board = db.session.query(Board).one()
    assert office.get(f"/admin/boards/{board.id}").status_code == 200
    change = {"name": "The Booth", "description": "", "position": "1"}
    assert office.post(f"/admin/boards/{board.id}", data=change).status_code == 303
    assert "The Booth" in client.get("/boards").text
    assert client.get("/boards/projection-booth").status_code == 200


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"name": ""}, "Give the board a name."),
        ({"name": "???"}, "Use at least one letter"),
        ({"name": "Taken"}, "a board of this name already"),
        ({"name": "New", "position": "-1"}, "whole number from 0"),
        ({"name": "New", "position": "x"}, "whole number from 0"),
    ],
)
def test_a_faulty_board_is_refused(as_, data, fault):
    make.board("Taken")
    answer = as_(make.admin()).post("/admin/boards", data={"position": "0", "description": "Kept words"} | data)
    assert answer.status_code == 422
    assert fault in answer.text
    assert "Kept words" in answer.text
    assert db.session.query(Board).count() == 1


def test_a_board_cannot_take_the_name_of_another(as_):
    make.board("Taken")
    board = make.board("Free")
    answer = as_(make.admin()).post(f"/admin/boards/{board.id}", data={"name": "Taken", "position": "0"})
    assert answer.status_code == 422
    assert db.session.get(Board, board.id).name == "Free"


@pytest.mark.parametrize("who", [make.member, make.moderator])
def test_only_admins_keep_boards(as_, who):
    assert as_(who()).post("/admin/boards", data={"name": "Mine", "position": "0"}).status_code == 403
    assert db.session.query(Board).count() == 0


def test_an_empty_house_and_an_empty_board_say_what_will_be_there(client):
    assert "There are no boards yet." in client.get("/boards").text
    board = make.board()
    assert "Nobody has started a thread here yet." in client.get(f"/boards/{board.slug}").text


def test_a_members_page_of_the_boards(client):
    author = make.member("Theo")
    thread = make.thread(author, title="Nobody is lying")
    make.reply(make.opening(make.thread()), author, body="Somebody is.")
    text = client.get("/members/Theo/threads").text
    assert "Nobody is lying" in text
    posts = client.get("/members/Theo/threads?show=posts").text
    assert "Somebody is." in posts
    assert f"/posts/{make.opening(thread).id}" in posts


def test_boards_are_paged_both_ways(client):
    board, author = make.board(), make.member()
    for number in range(65):
        make.thread(author, on=board, title=f"Talk {number:02}")
    seen, url = [], f"/boards/{board.slug}"
    while url:
        text = client.get(url).text
        seen += [after[:2] for after in text.split("Talk ")[1:]]
        onward = text.split('rel="next" href="')
        url = f"/boards/{board.slug}{onward[1].split(chr(34))[0]}" if len(onward) > 1 else None
    assert seen == [f"{number:02}" for number in reversed(range(65))]
