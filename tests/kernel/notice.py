"""A house of one page, for tests of what stands before houses: it says what it was asked and by whom."""

import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.test import Client
from werkzeug.wrappers import Response

from forum.kernel.page_shelf import Shelf
from forum.kernel.page_store import PageStore

SESSION = "session"


class Notice:
    """A notice that somebody may write on, also while it is shown; what is written is the version too."""

    def __init__(self, headers: dict[str, str] | None = None, status: int = 200, text: str = "one") -> None:
        self.text, self.while_shown, self.shown = text, "", 0
        self.headers, self.status = headers or {}, status
        self.may_answer = threading.Event()
        self.may_answer.set()

    def before(self, shelf: Shelf | None = None) -> Client:
        """A browser, and the pages kept for it, before this house."""
        store = PageStore(self.show, self, private_cookies=(SESSION,), shelf=shelf or Shelf())
        return Client(store, use_cookies=False)

    def read(self) -> str:
        """The version: what is written now."""
        return self.text

    def close(self) -> None:
        """Nothing is held."""

    def show(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """What was written when the page was begun, and who asked."""
        self.shown += 1
        private = "".join(environ.get(name, "") for name in ("HTTP_COOKIE", "HTTP_AUTHORIZATION"))
        answer = Response(self.text + private, self.status, {"Content-Type": "text/html"} | self.headers)
        self.text = self.while_shown or self.text
        self.may_answer.wait()
        return answer(environ, start_response)
