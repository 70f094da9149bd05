"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

import hashlib
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from forum.kernel.page_shelf import Page
from forum.kernel.page_store import shown

EXTENSION = "balcony_static_files"
A_YEAR = 365 * 24 * 3600
# Served to be shown, never run: files stand before the app's policy, so they bring their own.
HEADERS = {
    "Cache-Control": f"public, max-age={A_YEAR}, immutable",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Vary": "Accept-Encoding",
}
# Whatever the machine's own table says: a module of another type is refused by browsers.
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class Assets:
    """A WSGI layer that answers for a few small files: read once, as large as sent to whom takes them compressed.

    Each process holds them in memory, about 100 KB with every form, so nothing has to be written where the house is
    installed. A file that changes is seen at the next start, like a template.
    """

    def __init__(self, app: WSGIApplication, files: dict[str, Page]) -> None:
        self._app = app
        self._files = files

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        file = self.find(environ)
        return shown(file, environ, start_response) if file else self._app(environ, start_response)

    def find(self, environ: WSGIEnvironment) -> Page | None:
        """Return the file that is asked for, if it is one of these."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        return self._files.get(environ.get("PATH_INFO", ""))


def install(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static/<digest>/ before the app is asked, and give templates `asset(path)`.

    One digest over all files: modules and style sheets that name each other by relative addresses stay together.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    prefix = f"/static/{_digest(files)}/"
    pages = {prefix + name: Page(body, _headers(name).items(), best=True) for name, body in files.items()}
    app.extensions[EXTENSION] = app.wsgi_app = Assets(app.wsgi_app, pages)  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = lambda path: f"{prefix}{path}"


def _headers(name: str) -> dict[str, str]:
    kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {**HEADERS, "Content-Type": kind}


def _digest(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, body in files.items():
        digest.update(name.encode() + b"\0" + body)
    return digest.hexdigest()[:12]
