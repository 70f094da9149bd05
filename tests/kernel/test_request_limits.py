"""Ceilings: what no page of this site sends is refused before it costs anything, and what pages send never is."""

import io

import html5lib
import pytest
from werkzeug.datastructures import MultiDict

from forum.kernel import request_limits, submitted_text
from forum.kernel.forms import Form
from forum.movies.models import Movie
from forum.quotes.forms import QuoteForm
from tests.make import member

FORM = "application/x-www-form-urlencoded"
SMALL_PAGE, LARGEST_PAGE = 4_000, 64 * 1024 + 20_000
HERE = {"Sec-Fetch-Site": "same-origin"}


def every_form():
    """Every class of form that some view has."""
    found = list(Form.__subclasses__())
    for form in found:
        found += form.__subclasses__()
    return {form for form in found if form.__module__.startswith("forum.")}


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/movies", "/settings/bio", "/threads/1/lock"])
@pytest.mark.parametrize("token", [True, False])
def test_a_form_of_a_hundred_thousand_fields_is_refused_with_a_small_page(client, tokens, path, token):
    body = "&".join(f"f{number}=x" for number in range(100_000))
    answer = client.post(path, data=f"csrf_token=x&{body}" if token else body, content_type=FORM, headers=HERE)
    assert answer.status_code in (413, 400, 404, 405)
    assert len(answer.data) < SMALL_PAGE * 5
    assert "f99999" not in answer.text


@pytest.mark.parametrize(
    "body, status",
    [
        ("&".join(f"f{number}=" for number in range(201)), 413),
        ("&" * 900_000, 413),
        ("&".join(["body=x"] * 51), 413),
        ("n" * 101 + "=x", 400),
        ("%6e" * 101 + "=x", 400),
        ("name=\xff".encode("latin-1"), 400),
    ],
)
def test_forms_beyond_a_ceiling_are_refused(client, tokens, body, status):
    answer = client.post("/login", data=body, content_type=FORM, headers=HERE)
    assert answer.status_code == status
    assert len(answer.data) < SMALL_PAGE


@pytest.mark.parametrize(
    "body", ["&".join(f"f{number}=" for number in range(200)), "&".join(["body=x"] * 50), "n" * 100 + "=x"]
)
def test_forms_up_to_a_ceiling_are_read(as_, body):
    assert as_(member()).post("/settings/bio", data=f"{body}", content_type=FORM).status_code == 303


@pytest.mark.parametrize("parts", [201, 1500])
@pytest.mark.parametrize("as_files", [True, False])
def test_multipart_bodies_of_many_parts_are_refused(client, parts, as_files):
    made = {f"f{number}": (io.BytesIO(b"x"), f"{number}.txt") if as_files else "x" for number in range(parts)}
    assert client.post("/login", data=made, content_type="multipart/form-data").status_code == 413


def test_a_part_without_a_name_is_no_field(client):
    body = b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"
    answer = client.post("/login", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/", "/movies", "/search", "/nowhere", "/login"])
def test_an_address_that_no_page_has_is_refused(client, path):
    assert client.get(f"{path}?q={'x' * 9000}").status_code == 414
    assert client.get(f"{path}?{'a&' * 100}").status_code == 414
    assert client.get(f"{path.rstrip('/')}/{'x' * 9000}").status_code == 414
    assert client.get(f"{path}?{'a&' * 99}").status_code in (200, 404)


@pytest.mark.parametrize("cookies", ["a=b; " * 101, "a=" + "b" * 17_000])
def test_more_cookies_than_any_browser_needs_are_refused(app, cookies):
    client = app.test_client(use_cookies=False)
    answer = client.get("/login", headers={"Cookie": cookies})
    assert answer.status_code == 431
    assert "Delete the cookies" in answer.text
    assert client.get("/login", headers={"Cookie": "a=b; " * 99}).status_code == 200


def test_a_body_that_is_larger_than_told_in_its_head_is_refused_unread(client):
    class Unread(io.RawIOBase):
        def readinto(self, buffer):
            raise AssertionError("the body was read")

    environment = {"CONTENT_LENGTH": "2000000", "CONTENT_TYPE": FORM, "wsgi.input": Unread()}
    assert client.post("/login", environ_overrides=environment).status_code == 413


def test_every_form_of_the_site_is_far_below_the_ceilings(app):
    for form_class in every_form():
        names = [name for name in dir(form_class) if hasattr(getattr(form_class, name), "field_class")]
        assert len(names) <= request_limits.MAX_FIELDS / 4
        assert max(map(len, names), default=0) <= request_limits.MAX_FIELD_NAME / 3
        for name in names:
            longest = (getattr(form_class, name).kwargs.get("render_kw") or {}).get("maxlength") or 0
            assert longest <= submitted_text.LONGEST_TEXT, f"{form_class.__name__}.{name}"


@pytest.mark.parametrize("status", [400, 404, 413, 500])
def test_an_error_page_gives_back_a_bounded_part_of_a_form_and_says_so(workshop, status):
    form = {f"field_{number}": "'" * 5000 for number in range(150)}
    answer = workshop.test_client().post(f"/workshop/aborted/{status}", data=form)
    assert answer.status_code == status
    assert len(answer.data) < LARGEST_PAGE + 6 * 5000
    assert "Not everything you sent fits on this page." in answer.text
    assert "Send again" not in answer.text


@pytest.mark.parametrize("length", [40_000, submitted_text.LONGEST_TEXT])
def test_a_long_text_is_given_back_whole(workshop, length):
    text = "x" * length
    form = {"title": "Short", "body": text, "version": "1"}
    answer = workshop.test_client().post("/workshop/aborted/404", data=form)
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    shown = {area.get("name"): "".join(area.itertext()).removeprefix("\n") for area in root.iter("textarea")}
    shown |= {field.get("name"): field.get("value") for field in root.iter("input") if field.get("name") == "version"}
    assert shown == form
    assert "Not everything" not in answer.text


def test_a_text_longer_than_any_field_takes_is_not_given_back(workshop):
    text = "x" * (submitted_text.LONGEST_TEXT + 1)
    answer = workshop.test_client().post("/workshop/aborted/404", data={"body": text, "title": "Kept"})
    assert len(answer.data) < LARGEST_PAGE
    assert ">\nKept</textarea>" in answer.text


@pytest.mark.parametrize(
    "name", ["password", "old_password", "Password", "passwd", "passphrase", "pwd", "again", "login-password"]
)
def test_nothing_like_a_password_is_given_back_or_sent_again(workshop, name):
    answer = workshop.test_client().post("/workshop/aborted/429", data={name: "hunter2", "name": "Ines"})
    assert "hunter2" not in answer.text
    assert ">\nInes</textarea>" in answer.text
    assert "Send again" not in answer.text


@pytest.mark.parametrize("name", ["csrf_token", "removal-csrf_token", "once", "removal-once", "api_token"])
def test_the_hidden_fields_of_a_page_are_not_given_back(workshop, name):
    answer = workshop.test_client().post("/workshop/aborted/404", data={name: "hidden7", "name": "Ines"})
    assert "hidden7" not in answer.text


@pytest.mark.parametrize("path, field", [("/login", "name"), ("/register", "name"), ("/register", "email")])
def test_a_refused_form_shows_no_more_of_a_text_than_makes_sense_to_shorten(client, path, field):
    answer = client.post(path, data={field: "'" * 900_000})
    assert answer.status_code == 422
    assert len(answer.data) < LARGEST_PAGE


def test_every_field_of_every_form_is_bounded_when_it_is_shown_again(app):
    with app.test_request_context(method="POST"):
        for form_class in every_form():
            fields = [field for field in _filled(form_class) if isinstance(field.data, str)]
            for field in fields:
                longest = (field.render_kw or {}).get("maxlength") or 2000
                assert len(str(field())) <= 5 * 2 * longest + 1000, f"{form_class.__name__}.{field.name}"


def _filled(form_class):
    """The fields of the form with far too long a text in each."""
    names = [name for name in dir(form_class) if hasattr(getattr(form_class, name), "field_class")]
    sent = MultiDict(dict.fromkeys(names, "'" * 900000) | {"lines-0-text": "'" * 900_000})
    if issubclass(form_class, QuoteForm):
        form = form_class(Movie(title="Steel"), formdata=sent, meta={"csrf": False})
        return [*form, *form.lines[0].form]
    return form_class(formdata=sent, meta={"csrf": False})
