"""News and interviews about movies."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from forum.kernel.db import db
from forum.movies.actions.rows import add_missing, among, change
from forum.movies.facts import NewsFacts
from forum.movies.models import Movie, NewsItem

COLUMNS = ("title", "kind", "source", "published_on")
Known = Mapping[tuple[int, str], sa.Row[tuple[object, ...]]]


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
