"""Keyset pages: every row once, both ways, whatever comes in between; and cursors nobody gave out."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.kernel.db import Moment, db
from forum.kernel.errors import Invalid
from forum.kernel.paging import START, Place, keyset, write_cursor

FIRST = datetime(2010, 1, 1, tzinfo=UTC)
shelf = sa.Table(
    "shelf",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("weight", sa.Double, nullable=False),
)
KINDS = ["rank", "at", "day", "name", "weight"]


@pytest.fixture
def put_up(app):
    """Fill the shelf with rows of these ranks, in a transaction that leaves nothing behind."""

    def put_up(ranks):
        db.session.rollback()
        shelf.create(db.session.connection())
        rows = [_row(number, rank) for number, rank in enumerate(ranks, start=1)]
        if rows:
            db.session.execute(sa.insert(shelf), rows)
        return rows

    yield put_up
    db.session.rollback()


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_there_and_back_meets_every_row_once_though_many_are_alike(put_up, kind, descending):
    put_up([1, 2, 2, 2, 2, 2, 3, 3, 0, 2, 2])
    there = _walk(kind, descending, size=3)
    assert _ids(there) == _expected(kind, descending)
    assert _ids(_walk_back(kind, descending, there[-1], size=3)) == _ids(there)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-3, 3), max_size=15), st.sampled_from(KINDS), st.booleans(), st.integers(1, 6))
def test_any_walk_meets_every_row_once_and_its_ends_know_that_they_are_ends(put_up, ranks, kind, descending, size):
    put_up(ranks)
    there = _walk(kind, descending, size=size)
    assert _ids(there) == _expected(kind, descending)
    assert there[0].before is None
    assert there[-1].after is None
    if ranks:
        assert _ids(_walk_back(kind, descending, there[-1], size=size)) == _ids(there)


def test_a_page_stays_where_it_is_while_rows_come_before_it(put_up):
    put_up([5, 4, 3, 2, 1])
    first = _page("rank", True, START, 2)
    db.session.execute(sa.insert(shelf), [_row(6, 9), _row(7, 5)])
    assert _page("rank", True, Place(after=first.after), 2).items == [3, 4]
    assert _page("rank", True, Place(before=first.after), 9).items == [6, 7, 1]


def test_who_asks_for_both_directions_goes_on(put_up):
    put_up([3, 2, 1])
    cursor = _page("rank", True, START, 1).after
    assert _page("rank", True, Place(after=cursor, before=cursor), 1).items == [2]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("rank", [1]),
        ("rank", [1, 2, 3]),
        ("rank", ["1", 2]),
        ("rank", [True, 2]),
        ("rank", [None, 2]),
        ("rank", [1.5, 2]),
        ("rank", [2**31, 2]),
        ("rank", [1, 2**63]),
        ("rank", [1, -(2**64)]),
        ("rank", [[1], 2]),
        ("rank", {"1": 2}),
        ("rank", 7),
        ("at", ["2010-01-01", 2]),
        ("at", ["2010-01-01T00:00:00", 2]),
        ("at", ["0001-01-01T00:00:00+14:00", 2]),
        ("at", ["9999-12-31T23:59:59-14:00", 2]),
        ("at", [1262304000, 2]),
        ("day", ["tomorrow", 2]),
        ("day", [20100101, 2]),
        ("name", ["a\x00", 2]),
        ("name", ["\ud800", 2]),
        ("name", [1, 2]),
        ("weight", [float("nan"), 2]),
        ("weight", [float("inf"), 2]),
        ("weight", ["1.0", 2]),
        ("weight", [True, 2]),
    ],
)
def test_a_cursor_of_other_values_is_refused_before_the_database_sees_it(put_up, kind, values):
    put_up([1])
    cursor = urlsafe_b64encode(json.dumps(values).encode()).decode()
    with pytest.raises(Invalid):
        _page(kind, True, Place(after=cursor), 2)


@pytest.mark.parametrize(
    "cursor", ["x", "é", "====", "W10", "bnVsbA", "\x00", "[" * 1900, "9" * 3000, "'; DROP TABLE--"]
)
def test_what_is_no_cursor_is_refused(put_up, cursor):
    put_up([1])
    with pytest.raises(Invalid):
        _page("rank", True, Place(before=cursor), 2)


@pytest.mark.parametrize("address", ["/quotes", "/movies", "/boards/none"])
def test_a_broken_cursor_never_breaks_a_page(client, address):
    assert client.get(f"{address}?after=%00&before=%ff").status_code in (404, 422)


def _row(number, rank):
    moment = FIRST + timedelta(days=rank, microseconds=rank + 3)
    return {"id": number, "rank": rank, "at": moment, "day": date(2010, 1, 10) + timedelta(rank),
            "name": f"n{rank + 9}", "weight": rank / 7}  # fmt: skip


def _page(kind, descending, place, size):
    return keyset(sa.select(shelf.c.id), shelf.c[kind], shelf.c.id, descending=descending, place=place, size=size)


def _walk(kind, descending, size):
    pages = [_page(kind, descending, START, size)]
    while pages[-1].after:
        pages.append(_page(kind, descending, Place(after=pages[-1].after), size))
    return pages


def _walk_back(kind, descending, last, size):
    pages = [last]
    while pages[0].before:
        pages.insert(0, _page(kind, descending, Place(before=pages[0].before), size))
    return pages


def _ids(pages):
    return [item for page in pages for item in page.items]


def _expected(kind, descending):
    key = shelf.c[kind]
    order = [key.desc(), shelf.c.id.desc()] if descending else [key, shelf.c.id]
    return list(db.session.scalars(sa.select(shelf.c.id).order_by(*order)))


def test_a_cursor_holds_the_moment_exactly(put_up):
    (row,) = put_up([1])
    assert _page("at", True, Place(after=write_cursor([row["at"], 1])), 2).items == []
