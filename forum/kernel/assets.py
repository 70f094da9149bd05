"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

A_YEAR = 365 * 24 * 3600
# Served to be shown, never run: WhiteNoise stands before the security headers, so it sends its own.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def install(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static/<digest>/ before the app is asked, and give templates `asset(path)`.

    One digest over all files: modules and style sheets that name each other by relative addresses stay together.
    """
    prefix = f"static/{_digest(folder)}/"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=prefix,
        max_age=A_YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
    )
    app.jinja_env.globals["asset"] = lambda path: f"/{prefix}{path}"


def _harden(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
