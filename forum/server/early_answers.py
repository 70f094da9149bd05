"""Small pages that the server answers without the application: requests it cannot read, or has no room for."""

import time
from collections import Counter
from dataclasses import dataclass

import structlog
from flask import Flask
from jinja2 import Template

from forum.kernel.headers import POLICY_TEXT

log = structlog.get_logger()

RETRY_SECONDS = 5
LOG_SECONDS = 10.0
PAGES = {
    400: ("Bad request", "This request could not be understood. Go back and try again."),
    408: ("Request timed out", "The form took too long to arrive. Go back: your text is still there. Send it again."),
    411: ("Length required", "This form does not say how long it is. Browsers always do; send a Content-Length."),
    500: ("Something went wrong", "This is our fault, and it was logged. Nothing was half saved."),
    503: ("Too busy", "The site is very busy. Wait a few seconds, then reload this page to try again."),
}  # fmt: skip
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes


class EarlyAnswers:
    """One ready page for each status; counts what it answers, and logs the counts now and then."""

    def __init__(self, app: Flask) -> None:
        template = app.jinja_env.get_template("errors/plain.html")
        self._answers = {status: _make_answer(template, status) for status in PAGES}
        self._counts: Counter[str] = Counter()
        self._logged_at = -LOG_SECONDS

    def give(self, status: int, reason: str) -> Answer:
        """Return the page for a status, and note for the log why it was given."""
        self._counts[reason] += 1
        now = time.monotonic()
        if now - self._logged_at >= LOG_SECONDS:
            self._logged_at = now
            log.warning("server.requests_refused", **self._counts)
            self._counts.clear()
        return self._answers[status]


def _make_answer(template: Template, status: int) -> Answer:
    title, words = PAGES[status]
    body = template.render(status=status, title=title, words=words, home="/").encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", POLICY_TEXT),
    ]
    retry = [("Retry-After", str(RETRY_SECONDS))] if status == 503 else []
    return Answer(status, headers + retry, body)
