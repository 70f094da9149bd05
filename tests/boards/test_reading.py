"""Reading a thread: every post can be reached, in every view and order, and a link lands on its post."""

import re
from itertools import product

import pytest

from forum.boards.models import Post
from forum.boards.views.faces import drawn_faces
from forum.kernel.db import db
from tests.boards import make
from tests.boards.walking import address, pages, walk


def posts_of(thread):
    return list(db.session.scalars(db.select(Post.id).filter_by(thread_id=thread.id).order_by(Post.path)))


def test_a_thread_shows_its_posts(client):
    thread = make.thread(title="Did the camera go too far?")
    reply = make.reply(make.opening(thread), body="It went **exactly** far enough.")
    make.reply(reply, body="No.")
    text = client.get(address(thread)).text
    assert "Did the camera go too far?" in text
    assert "<strong>exactly</strong>" in text
    assert "Fold 1 reply" in text


SHAPES = {
    "many small exchanges": [None if n % 3 == 0 else n - 1 for n in range(200)],
    "one long quarrel": [None, *range(59), None, None],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_post_is_reached_once_in_every_view(client, shape):
    thread = make.tree(SHAPES[shape])
    everything = sorted(posts_of(thread))
    for view, sort in product(("nested", "flat"), ("old", "new", "best")):
        assert (view, sort, sorted(walk(client, f"{address(thread)}?view={view}&sort={sort}"))) == (
            view,
            sort,
            everything,
        )


def test_a_chain_of_a_thousand_is_read_to_its_end(client):
    thread = make.chain(1000)
    seen = [post for _, ids in pages(client, address(thread)) for post in ids]
    assert seen == posts_of(thread)
    assert len(seen) == 1001


def test_going_back_shows_the_page_one_came_from(client):
    thread = make.tree([None] * 120)
    _, first = next(pages(client, address(thread)))
    second_text, second = list(pages(client, address(thread)))[1]
    back = re.search(r'rel="prev" href="(\?[^"]+)"', second_text)
    _, again = next(pages(client, address(thread) + back[1]))
    assert again == first
    assert not set(first) & set(second)


def test_a_permanent_link_lands_on_its_post_however_deep(client):
    thread = make.chain(1000)
    posts = posts_of(thread)
    for post_id in (posts[number] for number in (0, 1, 40, 500, 999, 1000)):
        answer = client.get(f"/posts/{post_id}")
        assert answer.status_code == 302
        assert answer.location.endswith(f"#p{post_id}")
        _, ids = next(pages(client, answer.location.split("#")[0]))
        assert post_id in ids


def test_from_a_permanent_link_one_reads_on_both_ways(client):
    thread = make.tree([None] * 200)
    middle = posts_of(thread)[100]
    url = f"{address(thread)}?around={middle}"
    (text, here), *onward = pages(client, url)
    back = re.search(r'rel="prev" href="(\?[^"]+)"', text)
    _, above = next(pages(client, address(thread) + back[1]))
    below = [post for _, ids in onward for post in ids]
    assert above + here + below == posts_of(thread)[posts_of(thread).index(above[0]) :]


def test_a_page_from_the_middle_names_whom_a_post_answers(client):
    author = make.member("Pavel")
    thread = make.chain(80, author)
    _, (text, _) = list(pages(client, address(thread)))[:2]
    assert re.search(r'in reply to <a href="/posts/\d+"><bdi>Pavel</bdi>', text)


def test_the_flat_view_names_whom_a_post_answers(client):
    thread = make.thread()
    first = make.reply(make.opening(thread), make.member("Mei"))
    make.reply(first)
    assert f'in reply to <a href="#p{first.id}"><bdi>Mei</bdi>' in client.get(f"{address(thread)}?view=flat").text


def test_best_puts_what_most_agree_with_first(client):
    thread = make.thread()
    low, high = make.reply(make.opening(thread)), make.reply(make.opening(thread))
    for post, score in ((low, 1), (high, 5)):
        db.session.execute(db.update(Post).filter_by(id=post.id).values(score=score))
    _, ids = next(pages(client, f"{address(thread)}?sort=best"))
    assert ids[1:] == [high.id, low.id]
    _, ids = next(pages(client, f"{address(thread)}?sort=old"))
    assert ids[1:] == [low.id, high.id]


@pytest.mark.parametrize("end", ["wrong-words", "-"])
def test_a_wrong_end_of_the_address_leads_to_the_right_one(client, end):
    thread = make.thread(title="Trains")
    answer = client.get(f"/threads/{thread.id}/{end}?view=flat")
    assert answer.status_code == 301
    assert answer.location == f"/threads/{thread.id}/trains?view=flat"
    assert client.get(f"/threads/{thread.id}").location == f"/threads/{thread.id}/trains"


@pytest.mark.parametrize("title", ["東京物語", "???", "🎬"])
def test_a_title_without_latin_letters_has_an_address_too(client, title):
    thread = make.thread(title=title)
    assert title in client.get(address(thread)).text


@pytest.mark.parametrize(
    "url",
    ["/threads/7/x", "/posts/7", f"/posts/{2**63 - 1}", f"/posts/{2**70}", "/boards/nowhere", "/members/No/threads"],
)
def test_what_is_not_there_is_not_found(client, url):
    assert client.get(url).status_code == 404


NOT_THERE = (
    "around=0",
    "around=99999",
    f"around={2**70}",
    "around=x",
    "root=٣",
    "root=99999",
    "view=sideways",
    "sort=a",
)
ABSURD = dict.fromkeys(NOT_THERE, 404) | {"after=zzz": 422, "before=WzFd": 422, "view=&sort=": 200}


def test_absurd_places_are_answered_in_words(client):
    thread = make.thread()
    answers = {query: client.get(f"{address(thread)}?{query}").status_code for query in ABSURD}
    assert answers == ABSURD


def test_a_post_of_another_thread_is_not_shown_around(client):
    thread, other = make.thread(), make.thread()
    assert client.get(f"{address(thread)}?around={make.opening(other).id}").status_code == 404


def test_a_reader_who_is_not_signed_in_gets_no_form_and_no_cookie(client):
    thread = make.thread()
    answer = client.get(address(thread))
    assert "<form" not in re.sub(r"<form[^>]*role=\"search\"", "", answer.text)
    assert "Set-Cookie" not in answer.headers
    assert f"/login?next=/threads/{thread.id}/" in answer.text.replace("%2F", "/")


def test_drawn_posts_are_kept_by_bytes_and_not_by_number(client, monkeypatch):
    budget = 400_000
    monkeypatch.setattr(drawn_faces, "most_bytes", budget)
    author, board = make.member(), make.board()
    for number in range(40):
        thread = make.thread(author, board, body=f"{number} " + "snow " * 3_000)
        assert "snow snow" in client.get(f"/threads/{thread.id}/{thread.slug}").text
        assert drawn_faces.bytes <= budget
    assert 0 < len(drawn_faces) < 40


def test_a_post_at_its_longest_counts_with_all_it_keeps(client):
    thread = make.thread(body="雪が降る。" * 3_999)
    before = drawn_faces.bytes
    client.get(f"/threads/{thread.id}/{thread.slug}")
    assert drawn_faces.bytes - before > 2 * 2 * 20_000  # the words, two bytes each, in the key and in the drawing
