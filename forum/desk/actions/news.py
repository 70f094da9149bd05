"""News and interviews about a movie, told, corrected and taken away by hand."""

from datetime import date

from forum.desk.actions.sheets import Sheet, offer
from forum.desk.models import Entries
from forum.kernel.db import db
from forum.movies.actions import add_news_item, correct_news_item, remove_news_item
from forum.movies.facts import NewsFacts
from forum.movies.models import NewsItem

LABELS = {
    "title": "Headline",
    "url": "Address",
    "kind": "Kind",
    "source": "Where it was published",
    "published_on": "Published on",
}


def entries_of(item: NewsItem) -> Entries:
    """A story as its editors read it."""
    return {
        "title": item.title,
        "url": item.url,
        "kind": item.kind,
        "source": item.source or "",
        "published_on": item.published_on.isoformat() if item.published_on else "",
    }


def facts_in(entries: Entries) -> NewsFacts:
    """The same back again."""
    return NewsFacts(
        title=entries["title"],
        url=entries["url"],
        kind=entries["kind"],
        source=entries["source"] or None,
        published_on=date.fromisoformat(entries["published_on"]) if entries["published_on"] else None,
    )


def _read(item_id: int) -> Entries | None:
    item = db.session.get(NewsItem, item_id, populate_existing=True)
    return entries_of(item) if item else None


def _write(item_id: int, entries: Entries) -> None:
    correct_news_item(item_id, facts_in(entries))


def _add(movie_id: int, entries: Entries) -> int:
    return add_news_item(movie_id, facts_in(entries))


STORY = offer(Sheet("newsitem", "news story", LABELS, _read, _write, _add, remove_news_item))
