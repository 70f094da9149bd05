"""Jobs on days when the clock jumps, or that few calendars have: none is lost, none is done twice (case 63)."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.kernel import jobs, worker
from forum.kernel.clock import now
from forum.kernel.db import db
from forum.kernel.jobs import Job, enqueue, handles
from forum.kernel.sqlite import writer
from tests.support.days import clock_moved_by, clock_set_to, local_time_of

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)
JUMPS = pytest.mark.parametrize("jump", [DAY, -DAY], ids=["a day ahead", "a day back"])
DAYS = {
    "over the end of a year": datetime(2026, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 28, 1, tzinfo=UTC),
    "summer time ends": datetime(2027, 10, 31, 1, tzinfo=UTC),
}
done: list[int] = []


@handles("test_count_on_odd_days")
def count(number: int) -> None:
    """Remember each time it is called."""
    done.append(number)


@handles("test_daily_on_odd_days", every=DAY)
def daily() -> None:
    """Remember each turn."""
    done.append(0)


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


@JUMPS
def test_a_job_that_is_due_when_the_clock_jumps_is_done_once(app, jump: timedelta):
    enqueue("test_count_on_odd_days", number=1)
    _meet_worker(app, works=False)
    with clock_moved_by(jump):
        _meet_worker(app)
        assert [number for number in done if number] == [1], "it waits until the clock has caught up"
        _meet_worker(app)
    _meet_worker(app)
    assert [number for number in done if number] == [1]


@JUMPS
def test_a_job_for_later_is_done_once_whichever_way_the_clock_jumps(app, jump: timedelta):
    enqueue("test_count_on_odd_days", delay=timedelta(hours=2), number=2)
    _meet_worker(app, works=False)
    with clock_moved_by(jump):
        _meet_worker(app)
    with clock_moved_by(timedelta(hours=3)):
        _meet_worker(app)
    assert [number for number in done if number] == [2]


@JUMPS
def test_a_job_in_the_hands_of_a_worker_is_not_given_to_another(app, jump: timedelta):
    """A day ahead every lease has ended, and only the number of the try tells the first worker that it lost the job."""
    enqueue("test_count_on_odd_days", number=3)
    _meet_worker(app, works=False)
    claim = worker._claim()
    with clock_moved_by(jump):
        _meet_worker(app)
    worker._do(claim)
    db.session.commit()
    assert [number for number in done if number] == [3]


@JUMPS
def test_what_is_done_daily_has_one_row_and_its_next_turn_within_days(app, jump: timedelta):
    _meet_worker(app, works=False)
    with clock_moved_by(jump):
        _meet_worker(app)
    _meet_worker(app)
    assert len(done) == (1 if jump > timedelta(0) else 2)  # set back, and right again a day later: a turn each
    assert len(_turns()) == 1
    assert now() < _turns()[0] <= now() + 2 * DAY


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("day", DAYS)
def test_what_is_done_daily_comes_a_day_later_on_any_day(app, day: str, zone: str):
    with local_time_of(zone), clock_set_to(DAYS[day]):
        _meet_worker(app)
        assert done == [0]
        assert timedelta(hours=23, minutes=59) < _turns()[0] - now() <= DAY
    with local_time_of(zone), clock_set_to(DAYS[day] + DAY + timedelta(seconds=30)):
        _meet_worker(app)
        _meet_worker(app)
    assert done == [0, 0]


def _meet_worker(app, *, works: bool = True) -> None:
    """Let a worker come by: it plans, says that it is here, and does what is due."""
    db.session.commit()
    db.session.remove()
    with writer():
        worker._beat(app)
        while works and worker.run_one(app):
            pass
    db.session.remove()


def _turns() -> list[datetime]:
    """Return when the daily work is due, one moment for each row there is of it."""
    planned = db.session.query(Job).filter_by(kind="test_daily_on_odd_days", key=jobs.RECURRING)
    return [job.run_at for job in planned]
