"""Starting threads and answering posts by their forms."""

import re

import pytest

from forum.boards.models import DEEPEST_PATH, LONGEST_POST, LONGEST_TITLE, STEP, Board, Post, Thread
from forum.kernel.db import db
from forum.movies.models import Movie
from tests.boards import make


def key_in(text):
    return re.search(r'name="once" value="([^"]+)"', text)[1]


def test_a_thread_started_by_form_stands_on_its_board(as_):
    board, author = make.board("The Lobby"), make.member("Ada")
    client = as_(author)
    answer = client.post(f"/boards/{board.slug}/threads", data={"title": "Hello", "body": "Say *hi*."})
    assert answer.status_code == 303
    assert "<em>hi</em>" in client.get(answer.location).text
    listed = client.get(f"/boards/{board.slug}").text
    assert "Hello" in listed
    assert "Ada" in listed
    assert db.session.get(Board, board.id).threads_count == 1


def test_a_thread_about_a_movie_stands_on_the_movie_forum_and_counts_for_the_movie(as_):
    movie, client = make.movie("Last Train Home"), as_(make.member())
    assert client.get(f"/movies/{movie.slug}/discussion/new").status_code == 200
    answer = client.post(f"/movies/{movie.slug}/discussion", data={"title": "The quarrel", "body": "Too far?"})
    assert answer.status_code == 303
    for page in (f"/movies/{movie.slug}/discussion", "/boards/movie-forum", "/boards"):
        assert "The quarrel" in client.get(page).text, page
    assert "Last Train Home" in client.get(answer.location).text
    assert db.session.get(Movie, movie.id).threads_count == 1


def test_an_empty_discussion_invites(client):
    movie = make.movie("Vertigo")
    text = client.get(f"/movies/{movie.slug}/discussion").text
    assert "Nobody has started a thread about this movie yet." in text
    assert f"/movies/{movie.slug}/discussion/new" in text


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"title": "", "body": "Words."}, "Give the thread a title."),
        ({"title": "   ", "body": "Words."}, "Give the thread a title."),
        ({"title": "Title", "body": ""}, "Write something first."),
        ({"title": "x" * (LONGEST_TITLE + 1), "body": "Words."}, "longer than 150 characters"),
        ({"title": "Title", "body": "x" * (LONGEST_POST + 1)}, "longer than 20,000 characters"),
        ({"title": "Nul\0", "body": "Words."}, "cannot be stored"),
        ({"title": "Title", "body": "||open"}, "must stay inside one paragraph"),
        ({"title": "Title", "body": ":::spoiler\nShe dies."}, "needs a line with :::"),
    ],
)
def test_a_faulty_thread_is_refused_beside_its_field_and_keeps_what_was_typed(as_, data, fault):
    board = make.board()
    answer = as_(make.member()).post(f"/boards/{board.slug}/threads", data=data)
    assert answer.status_code == 422
    assert fault in answer.text
    assert data["body"][:50] in answer.text.replace("&#39;", "'")
    assert db.session.query(Thread).count() == 0
    assert db.session.get(Board, board.id).threads_count == 0


def test_a_preview_shows_and_saves_nothing(as_):
    board = make.board()
    data = {"title": "Trains", "body": "I *mean* it, ||all of it||.", "preview": "1"}
    answer = as_(make.member()).post(f"/boards/{board.slug}/threads", data=data)
    assert answer.status_code == 200
    assert "<em>mean</em>" in answer.text
    assert "spoiler-inline" in answer.text
    assert "I *mean* it" in answer.text
    assert db.session.query(Thread).count() == 0


def test_a_reply_stands_beneath_the_post_it_answers(as_):
    thread, client = make.thread(), as_(make.member("Mei"))
    first = make.reply(make.opening(thread))
    page = client.get(f"/posts/{first.id}/reply").text
    answer = client.post(
        f"/threads/{thread.id}/posts", data={"body": "Because.", "parent": first.id, "once": key_in(page)}
    )
    written = db.session.query(Post).filter_by(parent_id=first.id).one()
    assert answer.status_code == 303
    assert answer.location.endswith(f"#p{written.id}")
    assert written.path == first.path + written.path[-6:]
    text = client.get(answer.location).text
    assert "Because." in text
    assert db.session.get(Post, first.id).replies_count == 1
    assert db.session.get(Thread, thread.id).replies_count == 2


def test_a_reply_without_a_parent_answers_the_opening_post(as_):
    thread = make.thread()
    as_(make.member()).post(f"/threads/{thread.id}/posts", data={"body": "Yes."})
    assert db.session.query(Post).filter_by(depth=1).one().parent_id == make.opening(thread).id


def test_the_same_form_sent_twice_makes_one_reply(as_):
    thread, client = make.thread(), as_(make.member())
    key = key_in(client.get(f"/threads/{thread.id}/{thread.slug}").text)
    data = {"body": "Once.", "once": key}
    first, second = (client.post(f"/threads/{thread.id}/posts", data=data) for _ in range(2))
    assert first.location == second.location
    assert db.session.query(Post).filter_by(body="Once.").count() == 1


def test_a_reply_preview_keeps_the_words_and_can_be_sent_afterwards(as_):
    thread, client = make.thread(), as_(make.member())
    parent = make.reply(make.opening(thread))
    data = {"body": "A **strong** reason.", "parent": parent.id, "once": "key-of-this-form", "preview": "1"}
    answer = client.post(f"/threads/{thread.id}/posts", data=data)
    assert answer.status_code == 200
    assert "<strong>strong</strong>" in answer.text
    assert f'name="parent" value="{parent.id}"' in answer.text
    del data["preview"]
    assert client.post(f"/threads/{thread.id}/posts", data=data).status_code == 303
    assert db.session.query(Post).filter_by(parent_id=parent.id).count() == 1


def test_a_faulty_preview_says_what_is_wrong(as_):
    thread = make.thread()
    answer = as_(make.member()).post(f"/threads/{thread.id}/posts", data={"body": "", "preview": "1"})
    assert answer.status_code == 422
    assert "Write something first." in answer.text


def test_a_quote_comes_prefilled(as_):
    thread = make.thread(body="One.\n\nTwo.")
    text = as_(make.member()).get(f"/posts/{make.opening(thread).id}/reply?quote=1").text
    assert "&gt; One.\n&gt;\n&gt; Two.\n" in text.replace("\r", "")


def test_a_reply_from_the_flat_view_lands_there(as_):
    thread = make.thread()
    answer = as_(make.member()).post(f"/threads/{thread.id}/posts", data={"body": "Flat.", "view": "flat"})
    assert "view=flat" in answer.location


@pytest.mark.parametrize("parent", ["x", "-1", "0", "٣", str(2**63), str(2**70), "99999"])
def test_an_absurd_parent_is_not_found(as_, parent):
    thread = make.thread()
    answer = as_(make.member()).post(f"/threads/{thread.id}/posts", data={"body": "Hm.", "parent": parent})
    assert answer.status_code == 404
    assert "Hm." in answer.text
    assert db.session.get(Thread, thread.id).replies_count == 0


def test_a_parent_in_another_thread_is_not_found(as_):
    thread, other = make.thread(), make.thread()
    data = {"body": "Hm.", "parent": make.opening(other).id}
    assert as_(make.member()).post(f"/threads/{thread.id}/posts", data=data).status_code == 404


def test_fields_nobody_asked_for_change_nothing(as_):
    thread = make.thread()
    data = {"body": "Mine.", "score": 99, "author_id": 1, "path": "zzz", "depth": 0, "pinned_at": "now"}
    member = make.member()
    as_(member).post(f"/threads/{thread.id}/posts", data=data)
    post = db.session.query(Post).filter_by(body="Mine.").one()
    assert (post.score, post.author_id, post.depth) == (0, member.id, 1)


def test_paths_stop_growing_and_parents_go_on(app):
    make.chain(DEEPEST_PATH)
    post = db.session.query(Post).filter_by(depth=DEEPEST_PATH).one()
    first = make.reply(post)
    second = make.reply(first)
    assert (first.depth, second.depth) == (DEEPEST_PATH + 1, DEEPEST_PATH + 2)
    assert second.parent_id == first.id
    assert len(second.path) == len(first.path) == (DEEPEST_PATH + 1) * STEP
    assert post.path < first.path < second.path
