"""Static files as browsers get them: for ever, compressed, and never anything but what is in the folder."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.kernel import assets

HOME = Path(__file__).parents[2] / "static"
FILES = sorted(path.relative_to(HOME).as_posix() for path in HOME.rglob("*") if path.is_file())
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
SHEET = "css/layout.css"
pytestmark = pytest.mark.sqlite_only("files come before any database")


def address(client: FlaskClient, name: str) -> str:
    return address_in(client.application, name)


def address_in(app: Flask, name: str) -> str:
    return app.jinja_env.from_string("{{ asset(name) }}").render(name=name)


@pytest.mark.parametrize("encoding", UNPACK)
def test_every_file_comes_whole_and_most_come_compressed(client, encoding):
    smaller = []
    for name in FILES:
        answer = client.get(address(client, name), headers={"Accept-Encoding": encoding})
        sent = answer.headers.get("Content-Encoding")
        assert (UNPACK[encoding](answer.data) if sent else answer.data) == (HOME / name).read_bytes()
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        smaller += [name] if sent == encoding else []
    assert {Path(name).suffix for name in smaller} == {".css", ".js", ".svg"}
    assert sum((HOME / name).stat().st_size for name in FILES if name not in smaller) < 2000


@pytest.mark.parametrize(("name", "kind"), [(SHEET, "text/css"), ("js/balcony.js", "text/javascript")])
def test_a_browser_that_takes_nothing_gets_it_plain(client, name, kind):
    answer = client.get(address(client, name))
    assert (answer.status_code, answer.mimetype, answer.data) == (200, kind, (HOME / name).read_bytes())
    assert "Content-Encoding" not in answer.headers


def test_each_form_has_a_tag_of_its_own_and_whoever_has_one_gets_no_body(client):
    sheet = address(client, SHEET)
    tags = {wish: client.get(sheet, headers={"Accept-Encoding": wish}).headers["ETag"] for wish in ("", "gzip", "br")}
    assert len(set(tags.values())) == 3
    again = client.get(sheet, headers={"Accept-Encoding": "br", "If-None-Match": tags["br"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tags["br"])
    head = client.head(sheet, headers={"Accept-Encoding": "br"})
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) < (HOME / SHEET).stat().st_size / 3


def test_nothing_else_is_served_and_nothing_is_sent_there(client):
    sheet = address(client, SHEET)
    assert client.get(re.sub(r"/[0-9a-f]{12}/", "/000000000000/", sheet)).status_code == 404
    assert client.get(sheet.replace(SHEET, "../wsgi.py")).status_code == 404
    assert client.get(sheet.removesuffix("layout.css")).status_code == 404
    assert client.post(sheet).status_code in (400, 404, 405)


def test_another_content_is_another_address_and_nothing_is_written(tmp_path):
    (tmp_path / "one.css").write_text("a { color: red }")
    tmp_path.chmod(0o555)
    found = []
    for color in ("red", "blue"):
        (tmp_path / "one.css").write_text(f"a {{ color: {color} }}")
        app = Flask("house", static_folder=None)
        assets.install(app, tmp_path)
        where = address_in(app, "one.css")
        assert color in app.test_client().get(where).text
        found.append(where)
    assert len(set(found)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["one.css"]
