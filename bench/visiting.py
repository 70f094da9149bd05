"""A browser of one member: signs in through the door, keeps the cookie, finds the token in a page."""

import re
import urllib.parse
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """Holds a session; a new one for each member."""

    def __init__(self, address: str) -> None:
        self._host = urllib.parse.urlsplit(address).netloc
        self.cookie = ""

    def sign_in(self, name: str, password: str) -> None:
        """Come in; raises RuntimeError when the door stays closed."""
        token = self.token("/login")
        form = {"csrf_token": token, "name": name, "password": password}
        status, _ = self._ask("POST", "/login", urlencode(form))
        if status != 303:
            raise RuntimeError(f"{name} cannot sign in: {status}")

    def token(self, path: str) -> str:
        """The token of a form on this page; the session it belongs to is kept."""
        found = TOKEN.search(self.read(path))
        if found is None:
            raise RuntimeError(f"no form on {path}")
        return found[1]

    def read(self, path: str) -> str:
        """The page; raises RuntimeError for any other answer."""
        status, page = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return page

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = HTTPConnection(self._host, timeout=30)
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        connection.request(method, path, body or None, (FORM if body else {}) | cookie)
        answer = connection.getresponse()
        page = answer.read().decode()
        self._keep_cookie(answer)
        connection.close()
        return answer.status, page

    def _keep_cookie(self, answer: HTTPResponse) -> None:
        """Keep what every page is sent: the session, and not what the sign-in page alone gets back."""
        for sent in answer.headers.get_all("Set-Cookie", []):
            if "Path=/login" not in sent:
                self.cookie = sent.split(";")[0]


def fetch(address: str, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
    """Return the status of one request on a connection of its own, its answer read whole. Raises OSError."""
    connection = HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
    except HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()
    return answer.status
