"""What the benchmark asks for is there: the made house opens, and what it is compared with as well."""

from bench import cases, limit
from bench.filling import Size, fill
from forum.kernel.sqlite import writer

TINY = Size(movies=24, posts=120)


def test_every_page_that_is_measured_opens_in_a_made_house(client, database, monkeypatch):
    with writer():
        fill(TINY)
    pages = cases.pages(TINY)
    opened = {path: client.get(path) for paths in pages.values() for path in paths}
    assert {answer.status_code for answer in opened.values()} == {200}
    assert 'id="p98"' in opened[pages["thread-deep"][0]].text
    monkeypatch.setenv(limit.DATABASE, database.url)
    rival = limit.app.test_client()
    assert len(rival.get("/123").data) == 123
    assert rival.get("/posts").text.count("<article") == limit.POSTS
    limit.close()
