"""Dates, numbers and money as the reader's language writes them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from forum.kernel.formats import average, big_money, day, moment, number

LATE = datetime(2011, 2, 22, 21, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dollars", "written"),
    [(0, "$0"), (1, "$1"), (12_345, "$12,345"), (49_999, "$49,999"), (50_000, "$0.1M"), (250_000, "$0.3M"),
     (300_000, "$0.3M"), (349_999, "$0.3M"), (950_000, "$1.0M"), (27_000_000, "$27.0M"), (27_049_999, "$27.0M"),
     (999_949_999, "$999.9M"), (999_950_000, "$1.0B"), (1_200_000_000, "$1.2B"), (1_250_000_000, "$1.3B"),
     (2_923_706_026, "$2.9B"), (1_000_000_000_000, "$1,000.0B")],
)  # fmt: skip
def test_money_has_one_decimal_of_a_large_unit(dollars, written):
    assert big_money(dollars) == written


def test_us_english_is_written_unless_asked(app):
    assert (day(date(2011, 2, 22)), moment(LATE)) == ("Feb 22, 2011", "Feb 22, 2011, 9:41 PM UTC")
    assert (number(1204), number(29_482), average(8.2)) == ("1,204", "29,482", "4.1")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("de", ["22.02.2011", "1.204", "$27,0M"]),
        ("de-AT,en;q=0.5", ["22.02.2011", "1.204", "$27,0M"]),
        ("en-GB", ["22 Feb 2011", "1,204", "US$27.0M"]),
        ("en", ["Feb 22, 2011", "1,204", "$27.0M"]),
        ("*", ["Feb 22, 2011", "1,204", "$27.0M"]),
        ("tlh", ["Feb 22, 2011", "1,204", "$27.0M"]),
        (";;q=x,,\xff", ["Feb 22, 2011", "1,204", "$27.0M"]),
    ],
)
def test_each_reader_reads_them_as_at_home(app, asked, written):
    with app.test_request_context(headers={"Accept-Language": asked}):
        assert [day(date(2011, 2, 22)), number(1204), big_money(27_000_000)] == written


def test_a_moment_is_shown_in_utc_wherever_it_was_noted():
    assert moment(LATE.astimezone(timezone(timedelta(hours=9)))) == "Feb 22, 2011, 9:41 PM UTC"


def test_no_language_has_a_moment_without_its_time(app):
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert moment(LATE) == "22 Feb. 2011, 21:41 UTC"
