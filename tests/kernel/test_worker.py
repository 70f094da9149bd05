"""Workers as processes: two beside each other, one that is killed, one that is told to stop."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.kernel.jobs import Job, enqueue, last_beat
from forum.kernel.once import SentForm
from tests.kernel import laborer  # the handlers, so that jobs for them may be enqueued here
from tests.support import forks

PATIENCE = 40
LONG = 60.0


@pytest.fixture
def hire(settings, app) -> Iterator[Callable[..., BaseProcess]]:
    """Start worker processes on the database of the test; they are gone after it."""
    hired: list[BaseProcess] = []

    def hire(lease: float = LONG) -> BaseProcess:
        hired.append(forks.start(laborer.labor, settings.database_url, lease))
        return hired[-1]

    yield hire
    for process in hired:
        process.kill()
        process.join()


def test_two_workers_share_the_work_and_none_is_done_twice(hire, tmp_path):
    ask_for(range(20), tmp_path, seconds=0.02)
    hire(), hire()
    wait_until(lambda: jobs_left() == 0)
    assert done() == list(range(20))
    assert list(tmp_path.glob("*.twice")) == []
    assert len(list(tmp_path.glob("*.begun.*"))) == 20


def test_work_that_outlasts_its_lease_is_still_done_by_one_at_a_time(hire, tmp_path):
    ask_for([1], tmp_path, seconds=0.5)
    hire(lease=0.1), hire(lease=0.1)
    wait_until(lambda: jobs_left() == 0)
    assert done() == [1]
    assert list(tmp_path.glob("*.twice")) == []


def test_work_of_a_killed_worker_leaves_nothing_and_is_done_after_its_lease(hire, tmp_path):
    ask_for([1], tmp_path, seconds=0.5)
    victim = hire(lease=1)
    wait_until(lambda: list(tmp_path.glob("1.begun.*")))
    victim.kill()
    victim.join()
    assert (done(), jobs_left()) == ([], 1)
    (tmp_path / "1.running").unlink()
    hire()
    wait_until(lambda: jobs_left() == 0)
    assert done() == [1]
    assert len(list(tmp_path.glob("1.begun.*"))) == 2


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_what_it_has_in_hand_and_takes_no_more(hire, tmp_path, told):
    ask_for([1, 2], tmp_path, seconds=0.5)
    worker = hire()
    wait_until(lambda: list(tmp_path.glob("1.begun.*")))
    os.kill(worker.pid, told)
    assert exit_code(worker) == 0
    assert (done(), jobs_left()) == ([1], 1)


def test_an_idle_worker_says_that_it_is_there_and_stops_at_once(hire):
    worker = hire()
    wait_until(last_beat)
    began = time.monotonic()
    worker.terminate()
    assert exit_code(worker) == 0
    assert time.monotonic() - began < 5


def exit_code(process: BaseProcess) -> int | None:
    process.join(PATIENCE)
    return process.exitcode


def ask_for(numbers, folder: Path, *, seconds: float) -> None:
    for number in numbers:
        enqueue("test_visible", number=number, folder=str(folder), seconds=seconds)
    db.session.commit()


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        db.session.rollback()
        time.sleep(0.05)
    db.session.rollback()


def jobs_left() -> int:
    left = db.session.scalars(sa.select(Job.id).where(Job.kind == "test_visible")).all()
    db.session.rollback()
    return len(left)


def done() -> list[int]:
    numbers = list(db.session.scalars(sa.select(SentForm.member_id).order_by(SentForm.member_id)))
    db.session.rollback()
    return numbers
