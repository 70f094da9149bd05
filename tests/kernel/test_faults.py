"""Every error is a page of the house that keeps what was typed and tells no secrets."""

import html5lib
import pytest
from markupsafe import escape
from structlog.testing import capture_logs

from forum.app import create_app
from forum.config import Settings
from forum.kernel.faults import TITLES, wait_in_words
from tests.make import member

TYPED = {"body": "My <long> words", "title": "Ours", "password": "hunter2", "old_password": "h3", "once": "k1"}
SECRETS = ["hunter2", ">h3<", ">k1<", "the secret of the projector", "Traceback", "RuntimeError"]
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422])
def test_a_refusal_of_the_domain_is_a_page_in_its_own_words(workshop, status):
    answer = workshop.test_client().post(f"/workshop/raised/{status}", data=TYPED)
    _is_a_page(answer, status)
    assert "In words." in answer.text
    assert str(escape(TYPED["body"])) in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_error_of_http_is_a_page_too(workshop, status, method):
    answer = getattr(workshop.test_client(), method)(f"/workshop/aborted/{status}", data=TYPED)
    _is_a_page(answer, status)
    assert (str(escape(TYPED["body"])) in answer.text) == (method == "post")


def test_what_breaks_is_said_without_what_broke(workshop):
    answer = workshop.test_client().post("/workshop/broken", data=TYPED)
    _is_a_page(answer, 500)
    assert str(escape(TYPED["body"])) in answer.text


def test_a_page_that_is_not_there_says_so(client):
    _is_a_page(client.get("/nowhere"), 404)


def test_a_wrong_method_is_told_the_right_ones(client):
    answer = client.post("/movies")
    _is_a_page(answer, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "about 10 seconds"), (50, "about 50 seconds"), (51, "about a minute"), (61, "about 2 minutes"),
     (3540, "about 59 minutes"), (3541, "about an hour"), (3601, "about 2 hours")],
)  # fmt: skip
def test_a_wait_is_said_in_round_words_and_never_too_short(seconds, words):
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize("status", [429, 503])
def test_who_shall_wait_is_told_how_long(workshop, status):
    answer = workshop.test_client().post(f"/workshop/aborted/{status}", data=TYPED)
    assert int(answer.headers["Retry-After"]) > 0


def test_what_is_too_large_is_a_page(client):
    _is_a_page(client.post("/login", data={"name": "x" * 2_000_000}), 413)


def test_what_has_too_many_parts_is_a_page(client):
    parts = {f"f{number}": "x" for number in range(1500)}
    answer = client.post("/login", data=parts, content_type="multipart/form-data")
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize(
    "content_type, status",
    [("multipart/form-data", 400), ("multipart/form-data; boundary=", 400), ("multipart/form-data; boundary=a", 400),
     ("application/x-www-form-urlencoded", 400), ("application/json", 415), ("text/plain", 415), ("x", 415)],
)  # fmt: skip
def test_a_body_that_is_no_form_is_never_our_fault(client, content_type, status):
    assert client.post("/login", data=b"--\x00\xff{", content_type=content_type).status_code == status


def test_a_stale_form_of_ours_gets_its_words_back_and_can_be_sent_again(as_, tokens):
    somebody = member()
    client = as_(somebody)
    refused = client.post("/settings/bio", data={"bio": "My <long> words", "csrf_token": "stale"}, headers=HERE)
    _is_a_page(refused, 400)
    form = html5lib.parse(refused.text, namespaceHTMLElements=False).find(".//main//form")
    assert form.get("action") == "/settings/bio"
    again = {field.get("name"): field.get("value") for field in form.iter("input")}
    again |= {field.get("name"): "".join(field.itertext()).removeprefix("\n") for field in form.iter("textarea")}
    assert client.post(form.get("action"), data=again, headers=HERE).status_code == 303
    assert somebody.bio == "My <long> words"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
        {"Referer": "https://evil.example/localhost"},
    ],
)
def test_a_strangers_form_gets_no_button_to_send_it_again(as_, tokens, headers):
    somebody = member()
    answer = as_(somebody).post("/settings/bio", data={"bio": "Not mine"}, headers=headers)
    _is_a_page(answer, 400)
    assert "Send again" not in answer.text
    assert "Not mine" not in answer.text
    assert 'name="csrf_token"' not in answer.text
    assert somebody.bio == ""


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Referer": "http://localhost/settings"}])
def test_older_browsers_say_where_a_form_came_from_in_other_ways(as_, tokens, headers):
    answer = as_(member()).post("/settings/bio", data={"bio": "Mine"}, headers=headers)
    assert "Send again" in answer.text


@pytest.mark.parametrize("token", ["", "x", "stale", "\x00", "." * 5000, "ImEi.Zw.x"])
def test_no_token_but_the_sessions_own_is_taken(as_, tokens, token):
    somebody = member()
    assert as_(somebody).post("/settings/bio", data={"bio": "b", "csrf_token": token}).status_code == 400
    assert somebody.bio == ""


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_no_kind_of_body_goes_without_a_token(as_, tokens, content_type):
    somebody = member()
    answer = as_(somebody).post("/settings/bio", data='{"bio": "b"}', content_type=content_type)
    assert answer.status_code in (400, 415)
    assert somebody.bio == ""


def test_another_sessions_token_is_not_taken(as_, tokens):
    mine, somebody = as_(member()), member()
    page = html5lib.parse(mine.get("/settings").text, namespaceHTMLElements=False)
    token = page.find(".//input[@name='csrf_token']").get("value")
    answer = as_(somebody).post("/settings/bio", data={"bio": "b", "csrf_token": token}, headers=HERE)
    assert answer.status_code == 400
    assert somebody.bio == ""


def test_words_never_go_to_another_house_by_an_address_that_looks_like_one(workshop):
    answer = workshop.test_client().post("//evil.example/x", data=TYPED)
    assert 'action="//' not in answer.text


@pytest.mark.parametrize("query", ["", "?sort=new&by=super", "?q=%22%3E%3Cb%3E&x=%ff"])
def test_an_error_page_holds_nothing_of_the_address_as_markup(workshop, query):
    answer = workshop.test_client().post(f"/workshop/aborted/429{query}", data=TYPED)
    assert "<b>" not in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_every_error_page_says_the_id_that_the_log_has(workshop, status):
    answer = workshop.test_client().get(f"/workshop/aborted/{status}", headers={"X-Request-ID": "seen-by-proxy-1"})
    assert answer.headers["X-Request-ID"] == "seen-by-proxy-1"
    assert "Request: <code>seen-by-proxy-1</code>" in answer.text


@pytest.mark.parametrize(
    "path, sent",
    [
        ("/workshop/broken", {}),
        ("/login", {"content_type": "application/json", "data": "{}"}),
        ("/login?" + "x" * 9000, {}),
        ("/lights", {"headers": {"Origin": "https://evil.example"}}),
        ("/nowhere", {}),
        ("/login", {"data": {"name": "x" * 2_000_000}}),
    ],
)
def test_so_do_pages_of_requests_that_are_refused_early(workshop, path, sent):
    answer = workshop.test_client().post(path, **sent)
    assert answer.status_code >= 400
    assert f"Request: <code>{answer.headers['X-Request-ID']}</code>" in answer.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a b", "x" * 65, "a\u2028b"])
def test_an_id_that_could_be_markup_is_not_shown(workshop, name):
    answer = workshop.test_client().get("/nowhere", headers={"X-Request-ID": name})
    assert name not in answer.text


def test_when_the_database_is_away_every_page_says_so_plainly(tmp_path):
    away = _house_without_database(tmp_path)
    for path in ("/", "/movies"):
        answer = away.test_client().get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert TITLES[503] in answer.text
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_when_the_database_is_away_members_keep_their_words(tmp_path):
    client = _house_without_database(tmp_path).test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"
    with capture_logs() as lines:
        answer = client.post("/settings/bio", data={"bio": "My words"})
    assert [line["event"] for line in lines] == ["database.unavailable", "request"]
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "My words" in answer.text
    assert f"Request: <code>{answer.headers['X-Request-ID']}</code>" in answer.text
    assert "Send again" in answer.text


def _house_without_database(folder):
    settings = Settings(
        env="testing",
        database_url=f"postgresql://nobody@/none?host={folder}/nowhere",
        instance_path=folder,
        secret_key="x" * 32,
    )
    house = create_app(settings)
    house.config["WTF_CSRF_ENABLED"] = False
    return house


def _is_a_page(answer, status):
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    assert len(root.findall(".//h1")) == 1
    assert TITLES.get(status, "Something went wrong") in root.find(".//title").text
    assert root.find(".//nav[@aria-label='Main']") is not None
    assert [secret for secret in SECRETS if secret in answer.text] == []
