"""The WSGI environment of a request that Granian read."""

import sys
from io import BytesIO
from wsgiref.types import WSGIEnvironment

from granian.rsgi import Scope

UNPREFIXED = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})
# Of these a request has one. Who reads the first and who reads the last would see two requests.
SINGLE = frozenset({"HTTP_HOST", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_ORIGIN", "HTTP_AUTHORIZATION"})
HTTP_PORT = "80"
FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"


class AmbiguousRequest(Exception):
    """A header that may stand once stands twice."""


def make_environ(scope: Scope) -> WSGIEnvironment:
    """Return the WSGI environment of a request, with an empty body. Raises AmbiguousRequest."""
    server, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "PATH_INFO": _as_latin1(scope.path),
        "QUERY_STRING": _as_latin1(scope.query_string),
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "SERVER_NAME": server,
        "SERVER_PORT": port or HTTP_PORT,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.errors": sys.stderr,
        "wsgi.input": BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.multiprocess": True,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.version": (1, 0),
    }
    for name, value in scope.headers.items():
        # In the environment an underscore is like a hyphen: X_Forwarded_For would pass for the proxy's header.
        if "_" not in name:
            _add_header(environ, _environ_key(name), value)
    if FORWARDED_FOR in environ:  # an open quote would hide the address that the proxy adds behind it
        environ[FORWARDED_FOR] = environ[FORWARDED_FOR].replace('"', "")
    return environ


def put_body(environ: WSGIEnvironment, body: BytesIO) -> None:
    """Make this the body of the request: read whole, so its length is known."""
    environ["CONTENT_LENGTH"] = str(body.seek(0, 2))
    body.seek(0)
    environ["wsgi.input"] = body


def announced_length(environ: WSGIEnvironment) -> int:
    """Return how many bytes the request says its body has; none where it does not say, which means the same."""
    text = environ.get("CONTENT_LENGTH", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 20 else 0


def _add_header(environ: WSGIEnvironment, key: str, value: str) -> None:
    if key not in environ:
        environ[key] = value
    elif key in SINGLE:
        raise AmbiguousRequest(key)
    else:
        environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value


def _environ_key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in UNPREFIXED else f"HTTP_{key}"


def _as_latin1(text: str) -> str:
    """Return the text's UTF-8 bytes as WSGI wants them: each byte one character."""
    return text if text.isascii() else text.encode().decode("latin-1")
