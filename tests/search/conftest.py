"""What a reader of the search page sees."""

from collections.abc import Callable

import html5lib
import pytest
from flask.testing import FlaskClient

Seen = Callable[..., dict[str, list[str]]]


@pytest.fixture
def seen(client: FlaskClient) -> Seen:
    """The titles found for a query, by kind: `seen("last train")["Movies"]`."""

    def seen(q: str, **arguments: str) -> dict[str, list[str]]:
        answer = client.get("/search", query_string={"q": q} | {name.strip("_"): it for name, it in arguments.items()})
        assert answer.status_code == 200
        tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
        return {
            text(section.find(".//h2")): [text(title) for title in section.iterfind(".//h3/a")]
            for section in tree.iterfind(".//main//section")
        }

    return seen


def text(element) -> str:
    """Its words, spaces as one."""
    return " ".join("".join(element.itertext()).split())
