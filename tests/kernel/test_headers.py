"""What goes with every page: the policy, who may keep it, and no cookie for who only reads."""

import html5lib
import pytest

from forum.app import create_app
from forum.kernel.db import db
from tests.house.source import modules
from tests.make import member
from tests.make import movie as make_movie
from tests.support.clients import Visitor

# As the design needs it, no looser: written out, so that a change of the policy is a change of this line.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
pytestmark = pytest.mark.sqlite_only("what goes with a page is decided after the database has spoken")


def test_every_answer_carries_the_policy(client):
    for path in ("/", "/movies", "/nowhere", "/login", "/boards"):
        answer = client.get(path)
        assert (path, {name: answer.headers.get(name) for name in FIXED}) == (path, FIXED)


def test_a_poster_opened_by_itself_runs_nothing(client):
    make_movie("Heat", year=1995)
    policy = client.get("/posters/heat-1995.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_pages_without_arguments_set_no_cookie_unless_they_hold_a_form_to_send(client, app):
    for path in _plain_pages(app):
        answer = client.get(path)
        sends = 'method="post"' in answer.text.lower()
        assert ("Set-Cookie" in answer.headers) <= sends, path
        if answer.mimetype == "text/html" and answer.status_code == 200 and not sends:
            assert "no-store" not in answer.headers["Cache-Control"], path
            assert {"Cookie", "Accept-Language"} <= set(answer.vary), path


def test_a_movie_page_is_read_without_a_cookie(client):
    movie = make_movie("Heat", year=1995)
    for part in ("", "/critics", "/reviews", "/quotes", "/discussion"):
        answer = client.get(f"/movies/{movie.slug}{part}")
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False), part
        assert _forms_that_post(answer.text) == [], part


def test_what_a_member_sees_nobody_else_may_keep(as_):
    client = as_(member())
    for path in ("/", "/movies", "/settings", "/nowhere"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert "Cookie" in answer.vary, path


def test_a_member_s_browser_keeps_posters_and_nothing_on_the_way_does(as_):
    answer = as_(member()).get(f"/posters/{make_movie('Heat', year=1995).slug}.svg")
    assert answer.status_code == 200
    assert (answer.cache_control.private, answer.cache_control.public) == (True, False)
    assert answer.cache_control.max_age > 3600
    assert not answer.cache_control.no_store
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/settings/x.css", "/settings;.js", "/settings%2fx.css", "/settings/.css", "/settings%00.css", "/settings?x.css"],
)
def test_no_address_dresses_a_private_page_as_a_file(as_, path):
    answer = as_(member("Ruth Okafor")).get(path)
    assert answer.status_code == 404 or answer.headers["Cache-Control"] == "private, no-store"


def test_a_page_for_all_names_nobody_after_a_member_saw_it(as_, client):
    assert "Ruth Okafor" in as_(member("Ruth Okafor")).get("/movies").text
    assert "Ruth Okafor" not in client.get("/movies").text


def test_over_https_the_cookie_stays_with_this_house_and_out_of_reach_of_scripts(https):
    cookie = https.test_client().get("/login", base_url="https://balcony.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-balcony=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_over_https_browsers_are_told_to_stay_there(https):
    answer = https.test_client().get("/", base_url="https://balcony.example")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("secure", [True, False], ids=["https", "http"])
def test_every_kind_of_answer_carries_the_headers_of_the_site(app, settings, page_store_too, secure):
    """Also those that never reach the app: kept pages, static files, and what each of them has already."""
    make_movie("Heat", year=1995)
    house = page_store_too if secure else create_app(settings.model_copy(update={"page_store": True}))
    client, base = house.test_client(), "https://balcony.example" if secure else "http://localhost"
    file = house.jinja_env.from_string("{{ asset('css/base.css') }}").render()
    tags = {path: client.get(path, base_url=base).headers["ETag"] for path in ("/about", file)}
    asked = {
        "a page": ("GET", "/movies", {}),
        "a kept page": ("GET", "/about", {}),
        "a kept page, had already": ("GET", "/about", {"If-None-Match": tags["/about"]}),
        "a kept page, compressed": ("GET", "/about", {"Accept-Encoding": "gzip"}),
        "a file": ("GET", file, {}),
        "a file, had already": ("GET", file, {"If-None-Match": tags[file]}),
        "the head of a file": ("HEAD", file, {}),
        "a poster": ("GET", "/posters/heat-1995.svg", {}),
        "a page for members": ("GET", "/settings", {}),
        "a page that leads on": ("GET", "/logout", {}),
        "no page": ("GET", "/nowhere", {}),
        "no file": ("GET", "/static/000000000000/base.css", {}),
        "no way in": ("DELETE", "/movies", {}),
        "a form that is not ours": ("POST", "/login", {}),
        "another name": ("GET", "/", {"Host": "evil.example"}),
        "a probe": ("GET", "/healthz", {}),
    }
    seen = set()
    for kind, (method, path, headers) in asked.items():
        answer = client.open(path, method=method, base_url=base, headers=headers)
        seen.add(answer.status_code)
        assert answer.headers.getlist("X-Content-Type-Options") == ["nosniff"], kind
        transport = answer.headers.getlist("Strict-Transport-Security")
        assert transport == (["max-age=31556926; includeSubDomains"] if secure else []), kind
    assert {200, 302, 304, 404, 405} <= seen
    with house.app_context():
        db.engine.dispose()


def test_only_files_that_change_their_address_with_their_content_are_kept_for_good():
    """Whatever a moderator can remove, browsers ask for again."""
    assert [module.place for module in modules() if "immutable" in module.text] == ["forum/kernel/assets.py"]


def test_over_http_the_cookie_is_hidden_from_scripts_too(client):
    cookie = client.get("/login").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "host", ["evil.example", "balcony.example.evil.example", "evil.example:443", "balcony.example@evil.example"]
)
def test_no_other_name_is_answered_to(https, host):
    answer = https.test_client().get("/", base_url="https://balcony.example", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_headers_of_untrusted_proxies_change_nothing(https):
    client = https.test_client()
    plain = client.get("/", base_url="https://balcony.example")
    for header in ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "Forwarded"):
        led = client.get("/", base_url="https://balcony.example", headers={header: "evil.example"})
        assert (header, led.status_code, led.text) == (header, plain.status_code, plain.text)


@pytest.fixture
def https(app, settings):
    """The house as it stands behind https, under its name."""
    house = create_app(settings.model_copy(update={"base_url": "https://balcony.example"}))
    house.test_client_class = Visitor
    yield house
    with house.app_context():
        db.engine.dispose()


@pytest.fixture
def page_store_too(settings):
    """The same with kept pages."""
    return create_app(settings.model_copy(update={"base_url": "https://balcony.example", "page_store": True}))


def _plain_pages(app):
    return sorted(
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    )


def _forms_that_post(html):
    forms = html5lib.parse(html, namespaceHTMLElements=False).iter("form")
    return [form.get("action") for form in forms if form.get("method", "get").lower() == "post"]
