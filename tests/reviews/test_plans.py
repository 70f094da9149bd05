"""What pages ask of the database: few questions, the same for a crowd, each answered along an index."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from forum.kernel.db import db
from forum.kernel.paging import Place
from forum.members.models import Member
from forum.reviews.queries import (
    audience_reviews,
    critic_reviews,
    friend_ratings,
    newest_super_reviews,
    reviews_of,
    two_seats,
)
from tests import make
from tests.reviews.crowd import critics, crowd, follow_all
from tests.support.statements import query_budget

BUDGETS = {"/reviews": 8, "/reviews?by=super&sort=new": 8, "/reviews?by=friends": 8, "/critics": 6, "/critics?top=1": 6}


@pytest.mark.parametrize("size", [10, 500])
def test_pages_keep_their_budget_whatever_the_crowd(as_, client, app, size):
    movie, reader = make.movie(), make.member()
    follow_all(reader, crowd(movie, size))
    critics(movie, size)
    visitor = as_(reader)
    for page, most in BUDGETS.items():
        for reader_of_page in (visitor, client):
            address = f"/movies/{movie.slug}{page}"
            reader_of_page.get(address)
            with query_budget(most) as asked:
                assert reader_of_page.get(address).status_code == 200
            assert asked.writes == []


class Plans(list[str]):
    """The plan of every SELECT sent while inside."""

    def __enter__(self):
        self._sent = []
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self._note)
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        for statement, parameters in self._sent:
            rows = db.session.connection().exec_driver_sql(explain + statement, parameters).all()
            self.append("\n".join(str(row[-1]) for row in rows))

    def _note(self, _connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            self._sent.append((statement, parameters))


@pytest.fixture
def hall(app):
    """A movie with fifteen hundred reviews and critics among other movies, and planners that know it."""
    movie = make.movie()
    follow_all(make.member("Follower"), crowd(movie, 1500)[::100])
    for number in range(5):
        crowd(make.movie(), 60, named=f"noise {number}")
    critics(movie, 1500)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return movie


def test_every_list_is_read_along_an_index_in_its_order(hall):
    lists: dict[str, Callable[[], Any]] = {
        "newest of Super Reviewers": lambda: newest_super_reviews(3),
        "two seats": two_seats,
    }
    lists["of a member"] = lambda: reviews_of(make.member())
    for top in (False, True):
        lists[f"critics, top {top}"] = partial(critic_reviews, hall, top=top)
    for by in ("", "super"):
        for sort in ("", "helpful", "new", "high", "low"):
            ask = partial(audience_reviews, hall, by=by, sort=sort)
            second = Place(after=ask().after)
            lists |= {f"{by} {sort}": ask, f"{by} {sort}, second page": partial(ask, place=second)}
    plans = {name: _plans(ask) for name, ask in lists.items()}
    assert {name: plan for name, plan in plans.items() if any(map(_walks_or_sorts, plan))} == {}


@pytest.mark.sqlite_only("PostgreSQL knows how many rows to expect and scans so small a table; SQLite must be led")
def test_friends_are_found_one_by_one(hall):
    follower = db.session.scalars(sa.select(Member).filter_by(name="Follower")).one()
    lists: dict[str, Callable[[], Any]] = {"ratings": partial(friend_ratings, follower, hall)}
    for sort in ("", "helpful", "new", "high", "low"):
        lists[sort] = partial(audience_reviews, hall, by="friends", sort=sort, asker=follower)
    plans = {name: _plans(ask) for name, ask in lists.items()}
    assert {name: plan for name, plan in plans.items() if "(movie_id=? AND member_id=?)" not in str(plan)} == {}


def _plans(ask):
    with Plans() as plans:
        ask()
    return list(plans)


def _walks_or_sorts(plan):
    return "TEMP B-TREE" in plan or "Sort" in plan or re.search(r"(Seq Scan on|SCAN) (critic_)?reviews(?! USING)", plan)
