"""The page of what a member was told, the number in the header, and the choices."""

import pytest

from forum.boards.models import Post
from forum.kernel.db import db
from forum.kernel.markdown import render
from forum.members.mentions import address_of, with_names
from forum.notifications.actions import tell
from forum.notifications.models import Kind, Topic
from forum.notifications.queries import MOST_COUNTED
from forum.reviews.actions import find_helpful
from tests import make
from tests.boards.make import opening, reply, thread
from tests.notifications.make import line, told, unread
from tests.quotes.make import approved, rejected
from tests.reviews.make import review
from tests.support.statements import query_budget

PAGE_BUDGET = 2  # with the sign-in, which brings the number in the header along


@pytest.fixture
def ada(app):
    """Somebody with one line of every kind, one of them about two replies."""
    ada, moderator = make.member("Ada"), make.moderator("Pavel")
    seats = thread(ada, title="Seats <b>")
    for _ in range(2):
        reply(opening(seats), make.member())
    thread(make.member("Bert"), body="@Ada?", title="Rows")
    hers = review(make.movie("Cure"), ada)
    find_helpful(make.member("Cleo"), hers)
    approved(author=ada)
    rejected(author=ada)
    for kind in set(Kind) - {Kind.REPLY, Kind.MENTION, Kind.HELPFUL, Kind.QUOTE_APPROVED, Kind.QUOTE_REJECTED}:
        subject = {"b": "award", "r": "review", "p": "post", "t": "thread", "s": "suggestion"}[kind[0]]
        tell(ada.id, kind, (subject, hers.id), title="Stalker", actor_id=moderator.id)
    db.session.commit()
    return ada


def test_every_line_says_what_happened_and_the_header_how_many_are_new(ada, as_):
    with query_budget(PAGE_BUDGET) as statements:
        client = as_(ada)
        statements.clear()  # signing in is not the page's
        page = client.get("/notifications").text
    for words in ("2 replies to you in", "Seats &lt;b&gt;", "Bert", "named you in", "Cleo", "found your review of",
                  "is on its page", "was rejected", "was accepted",
                  "was declined", "You are a Super Reviewer now", "You are no longer", "Pavel",
                  "removed your post in", "locked your thread", "unpinned your thread", "reviewed"):  # fmt: skip
        assert words in page
    assert page.count(">New</span>") == len(Kind) == unread(ada)
    assert f'site-bell-count">{len(Kind)}<' in page
    assert "For you" in client.get("/members/Ada").text


def test_a_line_is_read_by_visiting_it_and_all_by_one_button(ada, as_):
    client = as_(ada)
    page = client.get("/notifications")
    assert unread(ada) == len(Kind)  # looking changes nothing
    first = db.session.query(Post.id).filter(Post.depth == 1).order_by(Post.id).first()[0]
    replies = next(form for form in page.text.split("<form")[1:] if "replies to you" in form)
    visited = client.post(replies.split('action="')[1].split('"')[0])
    assert (visited.status_code, visited.location) == (303, f"/posts/{first}")
    assert unread(ada) == len(Kind) - 1
    until = page.text.split('name="until" value="')[1].split('"')[0]
    assert client.post("/notifications/reading", data={"until": until}).location == "/notifications"
    assert unread(ada) == 0
    assert "site-bell-count" not in client.get("/notifications").text
    assert client.post("/notifications/reading", data={"until": "nonsense"}).status_code == 422


def test_nobody_reads_anothers_line_and_a_newcomer_has_none(app, as_):
    ada = make.member()
    reply(opening(thread(ada)))
    stranger = as_(make.member())
    assert stranger.post(f"/notifications/{line(ada).id}/visit").status_code == 404
    assert unread(ada) == 1
    assert "Nothing yet." in stranger.get("/notifications").text


def test_choices_are_kept_and_hold(app, as_):
    ada = make.member("Ada")
    client = as_(ada)
    assert client.get("/settings").text.count(" checked") == len(Topic)
    client.post("/settings/notifications", data={"topics": ["replies", "anything"]})
    assert client.get("/settings").text.count(" checked") == 1
    thread(make.member(), body="@Ada")
    reply(opening(thread(ada)))
    assert [kind for kind, _, _ in told(ada)] == ["reply"]


def test_the_number_ends_where_nobody_counts_on_and_the_list_goes_on(app, as_):
    ada = make.member()
    for n in range(MOST_COUNTED + 5):
        tell(ada.id, Kind.REPLY, ("thread", n), title="Talk", first_id=n)
    client = as_(ada)
    page = client.get("/notifications").text
    assert (unread(ada), "99+" in page) == (MOST_COUNTED, True)
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/notifications{older}").text.count("/visit") == 20


def test_a_preview_links_names_as_the_page_will(app, as_):
    cleo = make.member("Cleo D'Arc")
    sent = {"body": "Ask @cleo d'arc.", "title": "Names", "preview": "1"}
    page = as_(make.member()).post(f"/boards/{thread().board.slug}/threads", data=sent).text
    assert f'<a href="{address_of(cleo)}" rel="nofollow ugc noopener">@cleo d' in page
    assert address_of(cleo) == "/members/Cleo%20D%27Arc"


@pytest.mark.sqlite_only("which names are meant is decided before the databases differ")
def test_of_many_names_only_so_many_are_looked_up(app):
    for name in ("Ada", "Zoe"):
        make.member(name)
    crowd = " ".join(f"@Nobody{n}." for n in range(3000))
    with query_budget(1):
        words = with_names(f"@Ada {crowd} @Zoe")
    assert (len(words.named), "members/Ada" in words.html, "members/Zoe" in words.html) == (1, True, False)
    with query_budget(0):
        assert with_names("Nobody is named.").html == render("Nobody is named.")
