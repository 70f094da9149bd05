"""The sample community on other days than today: it loads, its pages answer, and nothing on them is yet to come."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from forum.kernel.clock import now
from forum.kernel.db import db
from tests.support.days import clock_set_to, local_time_of

TODAY = datetime.now(UTC)
# The last one is when Europe's clocks go forward: 02:00 in Berlin does not exist on that day.
DAYS = {
    "in five days": TODAY + timedelta(days=5),
    "in a year": TODAY + timedelta(days=365),
    "over the end of a year": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 28, 1, tzinfo=UTC),
}
PAGES = ["/", "/movies", "/movies/last-train-home-2010", "/boards", "/boards/the-lobby", "/members", "/quotes"]
PAGES += ["/members/Ruth Okafor", "/moderation/log", "/search?q=train", "/badges/super-reviewer"]
MOMENT = re.compile(r'<time datetime="([^"]+)"')


@pytest.mark.parametrize("day", DAYS)
def test_the_sample_community_is_at_home_on_any_day(house, database, load, day: str):
    with local_time_of("Europe/Berlin"), clock_set_to(DAYS[day]), house.app_context():
        try:
            load()
            shown = {path: _moments(house.test_client().get(path)) for path in PAGES}
            later = {(path, moment) for path, moments in shown.items() for moment in moments if moment > now()}
            assert later == set()
            assert DAYS[day].date() <= max(shown["/moderation/log"]).date() <= now().date()
            assert timedelta(0) < now() - max(shown["/boards/the-lobby"]) < timedelta(days=21)
        finally:
            db.session.remove()
            database.empty()


def _moments(answer) -> list[datetime]:
    assert answer.status_code == 200
    return [_read(written) for written in MOMENT.findall(answer.text)]


def _read(written: str) -> datetime:
    if "T" in written:
        return datetime.fromisoformat(written)
    return datetime.combine(date.fromisoformat(written), datetime.min.time(), UTC)
