"""The same hostile texts sent through the house's own forms: every page keeps the shape it has for harmless words."""

from itertools import cycle

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.markdown import find_fault
from forum.kernel.text import is_blank
from forum.quotes.models import Quote
from tests.desk import make as desk_make
from tests.make import member, moderator, movie
from tests.quotes import make as quotes
from tests.security.payloads import CLOBBERING, SCRIPTS, TYPED
from tests.security.reading import shape_of

PLAIN = "harmless words"
LINES = [PLAIN] + [" ".join(text.split())[:80] for text in TYPED if not is_blank(text)]
TEXTS = [text if not find_fault(text) else f"`{text.replace('`', ' ')}`" for text in TYPED if not is_blank(text)]
TEXTS = [PLAIN, *(text for text in TEXTS if not find_fault(text))]
FILLED = ("original_title", "consensus", "synopsis", "studio", "directors", "writers")  # facts of a movie in words
FEW = 6  # so many hostile lines in one quote
SAMPLED = 6  # What becomes of a text is decided before the databases differ: the second one gets every sixth.


@pytest.fixture
def lines(database_name):
    return LINES if database_name == "sqlite" else LINES[::SAMPLED]


@pytest.fixture
def texts(database_name):
    return TEXTS if database_name == "sqlite" else TEXTS[::SAMPLED]


def test_the_sample_is_of_every_kind():
    assert min(len(LINES), len(TEXTS)) >= 50


def test_titles_and_posts_of_threads(as_, lines, texts):
    client, room = as_(member()), movie("Heat", year=1995)
    _all_alike(_thread(client, room, title, body) for title, body in zip(lines, cycle(texts), strict=False))


def test_reviews_and_titles_of_movies(as_, lines, texts):
    client = as_(member())
    _all_alike(_review(client, movie(title, year=1995), body) for title, body in zip(lines, cycle(texts), strict=False))


def test_quotes_on_their_page_and_in_the_queue(as_, lines):
    client, desk = as_(member()), as_(moderator())
    _quote(client, desk, movie("Ronin"), [PLAIN] * FEW)  # from now on each page says what was done before
    spoken = [lines[first : first + FEW] for first in range(0, len(lines) - FEW + 1, FEW)]
    _all_alike(_quote(client, desk, movie("Heat", year=1900 + n), said) for n, said in enumerate(spoken))


def test_what_members_say_about_themselves(as_, texts):
    somebody = member("Ines")
    client = as_(somebody)
    _all_alike(_bio(client, somebody, text) for text in texts)


def test_facts_of_movies_their_history_and_suggestions(as_, client, lines):
    desk = as_(moderator())
    writer, filled = as_(member()), len(FILLED)
    _facts(desk, writer, client, movie("Ronin"), [PLAIN] * filled)  # from now on the form lists a genre
    told = [lines[first : first + filled] for first in range(0, len(lines) - filled + 1, filled)]
    _all_alike(_facts(desk, writer, client, movie("Heat", 1900 + n), texts) for n, texts in enumerate(told))


def test_what_is_searched_for(client, lines):
    _all_alike(shape_of(client.get("/movies", query_string={"q": f"zz {text}"}).text) for text in lines)


def test_names_that_are_refused_are_shown_as_typed(client):
    names = [f"{text} {'x' * 40}" for text in LINES if "<" in text][:25]
    _all_alike(_registration(client, name) for name in names)


@pytest.mark.parametrize("text", [SCRIPTS[0], CLOBBERING[0], '"><b>', "{{ 7*7 }}"])
def test_what_an_error_page_gives_back_is_text(workshop_client, text):
    _all_alike(
        shape_of(workshop_client.post(f"/threads/{number}/posts", data={"body": words}).text)
        for number, words in ((1, "harmless"), (1, text))
    )


@pytest.fixture
def workshop_client(as_):
    """Somebody whose post has nowhere to go: the page of the error keeps it."""
    return as_(member())


def _thread(client, room, title, body):
    answer = client.post(f"/movies/{room.slug}/discussion", data={"title": title, "body": body})
    assert answer.status_code == 303, title
    return shape_of(client.get(answer.location).text)


def _review(client, seen, body):
    answer = client.post(f"/movies/{seen.slug}/reviews", data={"stars": "4", "body": body, "version": "0"})
    assert answer.status_code == 303, body
    return shape_of(client.get(f"/movies/{seen.slug}/reviews").text)


def _quote(client, desk, said_in, said):
    answer = client.post(f"/movies/{said_in.slug}/quotes", data=quotes.sent_form(*((text, text) for text in said)))
    assert answer.status_code == 303, said
    queue = shape_of(desk.get("/moderation/quotes").text)
    waiting = db.session.scalar(sa.select(Quote.id).filter_by(movie_id=said_in.id))
    assert desk.post(f"/quotes/{waiting}/approval", data={"version": "1"}).status_code == 303
    return queue, shape_of(client.get(f"/movies/{said_in.slug}/quotes").text)


def _facts(desk, writer, reader, seen, texts):
    texts = dict(zip(FILLED, texts, strict=True)) | {"genres": f"A {texts[0][:50]}", "cast": f"{texts[1]} x"}
    form = desk_make.sent(seen, texts["studio"], **texts)
    shown = shape_of(desk.post(f"/movies/{seen.slug}/edit", data=form | {"year": texts["studio"]}).text)
    suggestion = writer.post(f"/movies/{seen.slug}/suggestions/new", data=form)
    assert suggestion.status_code == 303, texts
    waiting = shape_of(writer.get(suggestion.location).text)
    assert desk.post(f"/movies/{seen.slug}/edit", data=form).status_code == 303, texts
    return shown, waiting, shape_of(reader.get(f"/movies/{seen.slug}/revisions").text)


def _bio(client, somebody, text):
    assert client.post("/settings/bio", data={"bio": text}).status_code == 303, text
    return shape_of(client.get(f"/members/{somebody.name}").text)


def _registration(client, name):
    answer = client.post("/register", data={"name": name, "password": "a long walk home", "email": name})
    assert answer.status_code == 422, name
    return shape_of(answer.text)


def _all_alike(shapes):
    """Fail when one text gave its page another shape than most did: each is hostile in its own way."""
    shapes = [repr(shape) for shape in shapes]
    usual = max(set(shapes), key=shapes.count)
    unlike = [number for number, shape in enumerate(shapes) if shape != usual]
    assert unlike == [], f"of {len(shapes)} texts, those are unlike the others"
