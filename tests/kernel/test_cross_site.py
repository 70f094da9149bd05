"""Forms of other sites are refused, whatever token they carry; forms of ours are taken behind any proxy."""

import html5lib
import pytest
from structlog.testing import capture_logs

from forum.app import create_app
from forum.kernel.db import db
from tests.make import member
from tests.support.clients import Visitor

FOREIGN = "This form did not come from a page of this house"
OTHERS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://other.localhost"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://localhost:99999"},
    {"Origin": "file://"},
    {"Origin": "http://["},
]
OURS = [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}]
OURS += [
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://LOCALHOST:80"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
]


@pytest.fixture
def site(app, settings):
    """The app at a public address, as behind a proxy."""
    made = []

    def site(**chosen):
        made.append(create_app(settings.model_copy(update=chosen)))
        made[-1].test_client_class = Visitor
        return made[-1]

    yield site
    for one in made:
        with one.app_context():
            db.engine.dispose()


def token_on(client, path):
    """The token in the form of this page."""
    page = html5lib.parse(client.get(path).text, namespaceHTMLElements=False)
    return page.find(".//input[@name='csrf_token']").get("value")


@pytest.mark.parametrize("headers", OTHERS)
def test_a_form_from_elsewhere_is_refused_with_the_sessions_own_token(as_, tokens, headers):
    somebody = member()
    client = as_(somebody)
    form = {"bio": "Not mine", "csrf_token": token_on(client, "/settings")}
    answer = client.post("/settings/bio", data=form, headers=headers)
    assert answer.status_code == 400
    assert FOREIGN in answer.text
    assert "Not mine" not in answer.text
    assert somebody.bio == ""


@pytest.mark.parametrize("headers", OURS)
def test_a_form_of_ours_is_taken(as_, tokens, headers):
    somebody = member()
    client = as_(somebody)
    form = {"bio": "Mine", "csrf_token": token_on(client, "/settings")}
    assert client.post("/settings/bio", data=form, headers=headers).status_code == 303
    assert somebody.bio == "Mine"


@pytest.mark.parametrize("path", ["/login", "/register", "/lights", "/logout", "/nowhere"])
def test_so_are_forms_that_need_nobody_signed_in(client, tokens, path):
    form = {"name": "Ines", "password": "x", "lights": "down", "csrf_token": token_on(client, "/login")}
    answer = client.post(path, data=form, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (400, None)
    assert FOREIGN in answer.text


def test_a_link_from_elsewhere_is_followed(client):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert client.get("/login", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origin, status",
    [
        ("https://films.example", 303),
        ("http://films.example", 400),
        ("https://films.example:8443", 400),
        ("https://www.films.example", 400),
        ("http://localhost:8000", 303),
        ("https://evil.example", 400),
    ],
)
def test_behind_a_proxy_that_replaces_the_host_our_address_is_the_one_that_was_set(site, origin, status):
    client = site(base_url="https://films.example").test_client()
    form = {"lights": "down", "csrf_token": token_on(client, "/lights")}
    answer = client.post("/lights", data=form, headers={"Origin": origin}, base_url="http://localhost:8000")
    assert answer.status_code == status


def test_behind_a_trusted_proxy_the_host_it_names_is_ours(site):
    client = site(trusted_proxies=1).test_client()
    named = {"X-Forwarded-Host": "films.example", "X-Forwarded-Proto": "http"}
    form = {"lights": "down", "csrf_token": token_on(client, "/lights")}
    for origin, status in (("http://films.example", 303), ("http://localhost", 400)):
        assert client.post("/lights", data=form, headers={**named, "Origin": origin}).status_code == status


def test_the_log_says_why_a_form_was_refused(client):
    with capture_logs() as lines:
        client.post("/lights", headers={"Origin": "https://films.example"})
    said = [line for line in lines if line["event"] == "request.cross_site_refused"]
    assert [(line["origin"], line["host"]) for line in said] == [("https://films.example", "localhost")]
