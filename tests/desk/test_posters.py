"""Posters by hand: what is taken, what is refused without a trace, and how each is brought back."""

import io
import resource
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forum.desk.actions import undo
from forum.desk.actions.posters import POSTER, put_up_poster, take_down_poster
from forum.desk.actions.sheets import edition
from forum.desk.models import Revision
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.pictures import Picture, one_at_a_time, redrawn
from forum.kernel.sqlite import writer
from forum.modlog.models import LogEntry
from forum.movies.actions import made_poster
from forum.movies.models import Movie, Poster
from tests import make
from tests.desk import pictures
from tests.support import forks

MEGABYTE = 1024 * 1024
FORM = "multipart/form-data; boundary="
MOST_MEMORY = 20  # MB more than before, for what is refused by its head
SECONDS = 0.5


@pytest.fixture
def movie(app):
    return make.movie("Last Train Home", genres=["Documentary"])


@pytest.fixture
def moderator(app):
    return make.moderator("Ada")


def _seen(movie):
    return edition(POSTER.read(movie.id))


def _send(client, movie, sent, **fields):
    form = {"reason": "From the distributor.", "edition": _seen(movie)} | fields
    if sent is not None:
        form["picture"] = FileStorage(io.BytesIO(sent), "poster.png")
    boundary, body = encode_multipart(form)  # in memory: the client's own files are left for the garbage to close
    return client.post(f"/movies/{movie.slug}/poster", data=body, content_type=f"{FORM}{boundary}")


def _hangs(movie):
    return db.session.scalar(sa.select(Movie.poster_digest).filter_by(id=movie.id))


def _kept():
    return [db.session.scalar(sa.select(sa.func.count()).select_from(what)) for what in (Poster, Revision, LogEntry)]


@pytest.mark.parametrize(
    "sent",
    [
        pictures.jpeg,
        lambda: pictures.encoded(pictures.gradient(), "WEBP"),
        lambda: pictures.encoded(pictures.gradient(mode="CMYK")),
        pictures.of_sixteen_bits,
        lambda: pictures.encoded(pictures.gradient(mode="P"), "PNG", transparency=0),
        lambda: pictures.encoded(pictures.gradient(mode="LA"), "PNG"),
        lambda: pictures.encoded(pictures.gradient((1200, 400)), "PNG"),
        lambda: pictures.jpeg(icc_profile=b"no profile at all"),
        lambda: pictures.jpeg() + pictures.archive(),
        lambda: pictures.encoded(pictures.gradient(), "PNG") + b"<script>alert('SECRET')</script>",
        pictures.photograph_of_a_place,
    ],
    ids="jpeg webp cmyk 16-bit palette gray-alpha wide profile zip html photograph".split(),
)
def test_a_picture_is_made_anew_and_holds_nothing_but_what_can_be_seen(sent):
    made = made_poster(sent())
    shown = Image.open(io.BytesIO(made.content), formats=["WEBP"])
    assert shown.size == (made.width, made.height)
    assert made.width * 3 == pytest.approx(made.height * 2, abs=3)
    assert made.width <= 640
    assert [made.content[place : place + 4] for place in (0, 8, 12)] == [b"RIFF", b"WEBP", b"VP8 "]
    assert len(made.content) == 8 + int.from_bytes(made.content[4:8], "little")
    assert len(made.content) == 20 + int.from_bytes(made.content[16:20], "little")
    assert b"SECRET" not in made.content
    below = shown.convert("L").crop((0, made.height - 9, made.width, made.height)).tobytes()
    assert min(below) > 150  # the right way up


@pytest.mark.sqlite_only("files are refused before either database is asked")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (lambda: None, "Choose a picture."),
        (lambda: b"", "This file is empty."),
        (
            lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "no picture in JPEG, PNG or WebP",
        ),
        (lambda: b"<!doctype html><script>alert(1)</script>", "no picture in JPEG, PNG or WebP"),
        (lambda: b"GIF89a" + pictures.archive(), "no picture in JPEG, PNG or WebP"),
        (lambda: pictures.encoded(pictures.gradient(), "GIF"), "no picture in JPEG, PNG or WebP"),
        (lambda: pictures.jpeg()[:4000], "damaged"),
        (lambda: pictures.encoded(pictures.gradient(), "PNG")[:2000], "damaged"),
        (pictures.of_many_scans, "damaged"),
        (lambda: pictures.encoded(pictures.gradient((150, 600))), "It needs at least 200 × 300."),
        (lambda: pictures.png_that_claims(1, 20_000), "longer than 12,000 pixels"),
        (lambda: pictures.png_that_claims(5001, 5000), "more than 25 megapixels"),
        (lambda: pictures.webp_that_claims(16_383, 16_383), "more than 25 megapixels"),
        (lambda: pictures.jpeg() + bytes(9 * 1024 * 1024), "larger than 8 MB"),
    ],
    ids="none empty svg html gifar gif cut cut-png scans small long large webp-bomb 9-mb".split(),
)
def test_what_is_refused_is_told_beside_the_field_and_leaves_nothing(as_, movie, moderator, sent, words):
    answer = _send(as_(moderator), movie, sent())
    assert answer.status_code == 422
    assert words in answer.text.split('id="picture-error">')[1].split("</span>")[0]
    assert 'value="From the distributor."' in answer.text
    assert _kept() == [0, 0, 0]
    assert _hangs(movie) is None


@pytest.mark.sqlite_only("bodies are measured before either database is asked")
def test_other_addresses_still_take_a_megabyte_and_this_one_no_more_than_sixteen(as_, movie, moderator):
    client, address = as_(moderator), f"/movies/{movie.slug}/poster"
    assert client.post(address, data=bytes(16 * MEGABYTE + 1), content_type=f"{FORM}edge").status_code == 413
    assert client.post(f"{address}/removal", data=bytes(MEGABYTE + 1), content_type=f"{FORM}edge").status_code == 413
    stranger = client.application.test_client()
    assert stranger.post(address, data=bytes(MEGABYTE + 1), content_type=f"{FORM}edge").status_code == 413


def test_a_bomb_is_refused_by_its_head(tmp_path):
    bomb = pictures.png_that_claims(13_000, 13_000)
    assert len(bomb) < 500_000
    process = forks.start(_defuse, bomb, tmp_path / "said")
    process.join()
    refused, taken, memory = (tmp_path / "said").read_text().split("|")
    assert refused == "This picture has more than 25 megapixels. Save it smaller and choose it again."
    assert float(taken) < SECONDS
    assert int(memory) < MOST_MEMORY


def _defuse(bomb, said):
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        redrawn(bomb, (640, 960), (200, 300))
        words = "taken"
    except Invalid as fault:
        words = str(fault)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    said.write_text(f"{words}|{time.process_time() - begun}|{memory}")


def test_an_uploaded_poster_hangs_wherever_the_movie_is_shown(as_, client, movie, moderator):
    drawn = client.get(f"/posters/{movie.slug}.svg").data
    answer = _send(as_(moderator), movie, pictures.jpeg())
    assert (answer.status_code, answer.location) == (303, f"/movies/{movie.slug}")
    address = f"/posters/{_hangs(movie)}.webp"
    for page in ("/", "/movies", f"/movies/{movie.slug}", "/login"):
        assert f'src="{address}" width="400" height="600"' in client.get(page).text
    served = client.get(address)
    assert served.content_type == "image/webp"
    assert set(served.headers["Cache-Control"].split(", ")) == {"max-age=3600", "public"}
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in served.headers
    assert client.get(address, headers={"If-None-Match": served.headers["ETag"]}).status_code == 304
    assert client.get(f"/posters/{movie.slug}.svg").data == drawn
    assert client.get("/posters/0123.webp").status_code == 404


def test_taken_down_the_drawn_poster_is_back_and_only_moderators_see_the_picture(as_, client, movie, moderator):
    at_the_desk = as_(moderator)
    _send(at_the_desk, movie, pictures.jpeg())
    address = f"/posters/{_hangs(movie)}.webp"
    kept = client.get(address).headers["ETag"]
    form = {"removal-reason": "", "removal-edition": _seen(movie)}
    refused = at_the_desk.post(f"/movies/{movie.slug}/poster/removal", data=form)
    assert (refused.status_code, refused.text.count("Say why.")) == (422, 2)
    at_the_desk.post(f"/movies/{movie.slug}/poster/removal", data=form | {"removal-reason": "Not this film."})
    assert f"/posters/{movie.slug}.svg" in client.get(f"/movies/{movie.slug}").text
    assert client.get(address, headers={"If-None-Match": kept}).status_code == 404
    assert client.get(address).status_code == 404
    assert at_the_desk.get(address).status_code == 200
    history = client.get(f"/movies/{movie.slug}/revisions").text
    assert all(words in history for words in ("took the picture down", "<ins>The drawn poster</ins>"))
    assert [entry.reason for entry in db.session.scalars(sa.select(LogEntry).order_by(LogEntry.id))] == [
        "From the distributor.",
        "Not this film.",
    ]


def test_both_can_be_undone(movie, moderator):
    first, second = Picture(b"First.", 2, 3), Picture(b"Second.", 2, 3)
    put_up_poster(moderator, movie, first, seen=_seen(movie), reason="")
    put_up = put_up_poster(moderator, movie, second, seen=_seen(movie), reason="")
    assert put_up_poster(moderator, movie, second, seen=_seen(movie), reason="Again.") is None
    undo(moderator, put_up, reason="Another film's.")
    assert _hangs(movie) == first.digest
    taken_down = take_down_poster(moderator, movie, seen=_seen(movie), reason="")
    assert _hangs(movie) is None
    undo(moderator, taken_down, reason="It was right.")
    assert _hangs(movie) == first.digest


def test_whoever_comes_second_sees_what_hangs_by_now(as_, movie, moderator):
    read_before = _seen(movie)
    client = as_(moderator)
    _send(client, movie, pictures.jpeg())
    hangs = _hangs(movie)
    for answer in (
        _send(client, movie, pictures.encoded(pictures.gradient(), "WEBP", quality=20), edition=read_before),
        client.post(
            f"/movies/{movie.slug}/poster/removal", data={"removal-reason": "Wrong.", "removal-edition": read_before}
        ),
    ):
        assert answer.status_code == 409
        assert "Somebody changed this after you opened it." in answer.text
        assert f"/posters/{hangs}.webp" in answer.text
        assert _seen(movie) in answer.text
    assert _hangs(movie) == hangs


def test_no_one_else_has_their_file_looked_at(as_, client, movie):
    for visitor, status in ((as_(make.member()), 403), (client, 401)):
        assert _send(visitor, movie, b"no picture").status_code == status


@pytest.mark.sqlite_only("only there one writer keeps the others waiting")
def test_nobody_waits_while_a_picture_is_made(as_, movie, moderator):
    other = make.movie("Another")
    client = as_(moderator)
    form = {"reason": "Fits.", "edition": _seen(movie), "picture": (io.BytesIO(pictures.jpeg()), "poster.jpg")}
    db.session.commit()
    with ThreadPoolExecutor(1) as thread:
        with one_at_a_time:  # as if a picture were being made
            answer = thread.submit(client.post, f"/movies/{movie.slug}/poster", data=form)
            assert not wait([answer], timeout=0.3).done
            with writer():
                db.session.execute(sa.update(Movie).where(Movie.id == other.id).values(studio="Written meanwhile"))
                db.session.commit()
        assert answer.result().status_code == 303


def test_the_form_is_for_moderators_and_says_what_hangs(as_, client, movie, moderator):
    page = as_(moderator).get(f"/movies/{movie.slug}")
    assert f'href="/movies/{movie.slug}/poster/edit"' in page.text
    assert "/poster/edit" not in client.get(f"/movies/{movie.slug}").text
    form = as_(moderator).get(f"/movies/{movie.slug}/poster/edit").text
    assert 'type="file"' in form
    assert "Take it down" not in form
