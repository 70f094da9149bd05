"""Whoever types more formatting than a page can show is told so beside the field, and loses nothing."""

import io
import re
from typing import Any

import pytest

from forum.boards.models import Post, Thread
from forum.imports.filmfile import films_in
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.forms import Form, Paragraphs
from forum.kernel.markdown import TOO_MUCH
from forum.reviews.importing import AudienceFacts, put_audience_reviews
from forum.reviews.models import Review
from tests.boards import make
from tests.imports.make import film, lines

BULLETS = "- *\n" * 4_999 + "end"


@pytest.fixture
def place(app):
    """Where each form of Markdown is sent: its address and what else it needs."""
    author = make.member("Ada")
    thread, movie = make.thread(author), make.movie("Last Train Home")
    post = make.opening(thread)
    board = make.board()
    return author, {
        "a thread": (f"/boards/{board.slug}/threads", {"title": "Lists"}),
        "a thread about a movie": (f"/movies/{movie.slug}/discussion", {"title": "Lists"}),
        "a reply": (f"/threads/{thread.id}/posts", {"parent": str(post.id)}),
        "an edit": (f"/posts/{post.id}/edit", {"version": str(post.version)}),
        "a review": (f"/movies/{movie.slug}/reviews", {"stars": "4", "version": "0"}),
    }


FORMS = ["a thread", "a thread about a movie", "a reply", "an edit", "a review"]


@pytest.mark.parametrize("pressed", [{}, {"preview": "1"}], ids=["saved", "previewed"])
@pytest.mark.parametrize("name", FORMS)
def test_a_text_of_too_many_elements_is_refused_beside_its_field_and_kept(as_, place, name, pressed):
    author, forms = place
    address, fields = forms[name]
    before = [db.session.query(what).count() for what in (Thread, Post, Review)]
    answer = as_(author).post(address, data={**fields, "body": BULLETS, **pressed})
    assert answer.status_code == 422
    assert TOO_MUCH in re.search(r'id="body-error">(.*?)</span>', answer.text, re.DOTALL)[1].replace("&#39;", "'")
    assert f"{BULLETS}</textarea>" in answer.text
    assert answer.text.count("<li>") < 100
    assert [db.session.query(what).count() for what in (Thread, Post, Review)] == before


def test_these_are_all_the_forms_that_take_markdown():
    """A further one belongs into this list and, above, among those that are sent too much."""
    forms = [form for form in Form.__subclasses__() if form.__module__.startswith("forum.")]
    assert {form.__name__ for form in forms if any(_is_markdown(field) for field in vars(form).values())} == {
        "ThreadForm", "PostForm", "EditForm", "ReviewForm", "BioForm",
    }  # fmt: skip


def test_a_bio_of_too_many_elements_is_refused_and_kept(as_):
    client = as_(make.member("Ada"))
    answer = client.post("/settings/bio", data={"bio": "&" * 2_000})
    assert (answer.status_code, TOO_MUCH in answer.text) == (303, False)  # 10,000 characters and one element: fine
    answer = client.post("/settings/bio", data={"bio": "[](b)" * 390})
    assert (answer.status_code, TOO_MUCH in answer.text) == (422, True)
    assert f"{'[](b)' * 390}</textarea>" in answer.text


def test_an_imported_text_of_too_many_elements_is_reported_with_its_line(app):
    told: dict[str, Any] = {"audience_reviews": [{"member": "Walter M.", "body": BULLETS}]}
    said: dict[str, Any] = {
        "threads": [{"title": "T", "member": "M", "body": BULLETS, "replies": [{"member": "M", "body": BULLETS}]}]
    }
    [entry, other] = films_in(io.BytesIO(lines(film(**told), film(**said))))
    assert [(fault.key, fault.words) for fault in entry.faults] == [("audience_reviews[0].body", TOO_MUCH)]
    assert {fault.key for fault in other.faults} == {"threads[0].body", "threads[0].replies[0].body"}
    with pytest.raises(Invalid, match="body: This text has more lists"):
        put_audience_reviews(make.movie("Heat"), [AudienceFacts(make.member(), body=BULLETS)])


def _is_markdown(field):
    is_text = getattr(field, "field_class", None) is Paragraphs
    return is_text and not field.kwargs.get("plain")
