"""A reader who goes through a thread from page to page by its links."""

import re
from collections.abc import Iterator

from flask.testing import FlaskClient

from forum.boards.models import Thread

_POST = re.compile(r'<article class="post[^"]*" id="p(\d+)"')
_ONWARD = re.compile(r'rel="next" href="(\?[^"]+)"')
_EXCHANGE = re.compile(r'href="([^"]+root=[^"]+)"')


def address(thread: Thread) -> str:
    """Where a thread lives."""
    return f"/threads/{thread.id}/{thread.slug}"


def pages(client: FlaskClient, url: str) -> Iterator[tuple[str, list[int]]]:
    """Each page from here on, as the link onward leads, with the ids of its posts."""
    path = url.partition("?")[0]
    while url:
        text = client.get(url).text
        yield text, [int(number) for number in _POST.findall(text)]
        onward = _ONWARD.search(text)
        url = path + onward[1].replace("&amp;", "&") if onward else ""


def walk(client: FlaskClient, url: str) -> list[int]:
    """Every post met from here on, also in exchanges that go on behind a link of their own."""
    seen: list[int] = []
    for text, ids in pages(client, url):
        seen += ids
        if "root=" not in url:
            for link in _EXCHANGE.findall(text):
                seen += walk(client, link.replace("&amp;", "&"))
    return seen
