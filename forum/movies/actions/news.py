"""News and interviews about movies."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.errors import Invalid, Missing
from forum.movies.actions.rows import add_missing, among, change
from forum.movies.counts import count
from forum.movies.facts import NewsFacts
from forum.movies.models import Movie, NewsItem

COLUMNS = ("title", "kind", "source", "published_on")
GONE = "This story is no longer there."
TWICE = "This movie already has a story at this address."
Known = Mapping[tuple[int, str], sa.Row[tuple[object, ...]]]


class Twice(Invalid):
    """The movie has a story at this address already."""

    def __init__(self) -> None:
        super().__init__(TWICE)


def put_news(told: Mapping[int, Sequence[NewsFacts]]) -> None:
    """Each movie has exactly this news; a story is known by its address."""
    wanted = {(movie_id, item.url): item for movie_id, items in told.items() for item in items}
    columns = NewsItem.id, NewsItem.movie_id, NewsItem.url, *(getattr(NewsItem, name) for name in COLUMNS)
    present = {(row.movie_id, row.url): row for row in among(NewsItem.movie_id, told, *columns)}
    _remove([row.id for place, row in present.items() if place not in wanted])
    _update(present, wanted)
    new = {place: item for place, item in wanted.items() if place not in present}
    add_missing(NewsItem, [{"movie_id": movie_id} | asdict(item) for (movie_id, _), item in new.items()])
    if new or present.keys() - wanted.keys():
        _count(told)


def add_news_item(movie_id: int, facts: NewsFacts) -> int:
    """The movie has this story too, counted; returns its id. Raises Twice for an address it has already."""
    _refuse_twice(movie_id, facts.url, None)
    item = NewsItem(movie_id=movie_id, **asdict(facts))
    db.session.add(item)
    db.session.flush()
    count(movie_id, news_count=1)
    return item.id


def correct_news_item(item_id: int, facts: NewsFacts) -> None:
    """The story reads like this. Raises Missing, or Twice for an address that another one of its movie has."""
    item = _standing(item_id)
    _refuse_twice(item.movie_id, facts.url, item.id)
    for name, value in asdict(facts).items():
        setattr(item, name, value)
    db.session.flush()


def remove_news_item(item_id: int) -> None:
    """The story is gone from its movie. Raises Missing."""
    item = _standing(item_id)
    db.session.delete(item)
    db.session.flush()
    count(item.movie_id, news_count=-1)


def _standing(item_id: int) -> NewsItem:
    item = db.session.get(NewsItem, item_id, populate_existing=True)
    if item is None:
        raise Missing(GONE)
    return item


def _refuse_twice(movie_id: int, url: str, item_id: int | None) -> None:
    same = sa.select(NewsItem.id).filter_by(movie_id=movie_id, url=url)
    if db.session.scalar(same) not in (None, item_id):
        raise Twice


def _remove(ids: Collection[int]) -> None:
    if ids:
        gone = sa.delete(NewsItem).where(NewsItem.id.in_(ids))
        db.session.execute(gone, execution_options={"synchronize_session": False})


def _update(present: Known, wanted: Mapping[tuple[int, str], NewsFacts]) -> None:
    changes = [
        {"id": present[place].id} | {name: getattr(item, name) for name in COLUMNS}
        for place, item in wanted.items()
        if place in present and any(getattr(present[place], name) != getattr(item, name) for name in COLUMNS)
    ]
    change(NewsItem, changes)


def _count(movie_ids: Iterable[int]) -> None:
    counted = sa.select(sa.func.count()).where(NewsItem.movie_id == Movie.id).scalar_subquery()
    for movie_id in sorted(movie_ids):
        news_count = sa.update(Movie).where(Movie.id == movie_id).values(news_count=counted)
        db.session.execute(news_count, execution_options={"synchronize_session": False})
