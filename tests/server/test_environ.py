"""The WSGI environment of a request that the server read."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

import pytest
from granian.rsgi import Scope

from forum.server.environ import AmbiguousRequest, announced_length, make_environ, put_body


@dataclass
class Headers:
    pairs: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        return self.pairs


@dataclass
class Request:
    """A request as granian describes it."""

    headers: Headers
    path: str = "/"
    query_string: str = ""
    client: str = "192.0.2.1:4321"
    server: str = "127.0.0.1:8000"
    method: str = "GET"
    scheme: str = "http"
    http_version: str = "1.1"
    proto: str = field(default="http")


def environ_of(*pairs: tuple[str, str], **parts: str) -> dict[str, Any]:
    return make_environ(cast(Scope, Request(Headers(list(pairs)), **parts)))


def test_headers_have_their_names_and_repeated_ones_are_joined():
    repeated = [("x-a", "1"), ("x-a", "2"), ("cookie", "a=1"), ("cookie", "b=2")]
    environ = environ_of(("host", "a.example"), ("content-type", "text/plain"), *repeated)
    assert (environ["HTTP_HOST"], environ["CONTENT_TYPE"]) == ("a.example", "text/plain")
    assert (environ["HTTP_X_A"], environ["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert "HTTP_CONTENT_TYPE" not in environ


def test_no_header_passes_for_another_one():
    environ = environ_of(("x_forwarded_for", "198.51.100.7"), ("x-forwarded-for", "192.0.2.9"))
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.9"
    assert "HTTP_X_FORWARDED_FOR" not in environ_of(("x_forwarded_for", "198.51.100.7"))
    assert "HTTP_HOST" not in environ_of(("_host", "evil.example"))


@pytest.mark.parametrize("name", ["host", "content-type", "content-length", "origin", "authorization"])
def test_what_may_stand_once_is_refused_twice(name):
    with pytest.raises(AmbiguousRequest):
        environ_of((name, "1"), (name, "1"))


@pytest.mark.parametrize(
    ("client", "address"), [("192.0.2.1:80", "192.0.2.1"), ("[2001:db8::1]:80", "2001:db8::1"), ("", "")]
)
def test_the_address_of_a_client_stands_alone(client, address):
    assert environ_of(client=client)["REMOTE_ADDR"] == address


def test_paths_in_other_scripts_are_bytes_in_disguise():
    environ = environ_of(path="/movies/七人の侍", query_string="q=é")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/movies/七人の侍"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=é"


def test_a_body_has_the_length_it_has():
    environ = environ_of(("content-length", "9"))
    assert announced_length(environ) == 9
    put_body(environ, BytesIO(b"abc"))
    assert (environ["CONTENT_LENGTH"], environ["wsgi.input"].read()) == ("3", b"abc")


@pytest.mark.parametrize("text", ["", "-1", "1e3", "٣", "0x10", " 5", "9" * 5000])
def test_a_length_that_is_no_number_is_no_length(text):
    assert announced_length(environ_of(("content-length", text))) == 0
