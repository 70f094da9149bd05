"""Jobs: written with the change that wants them, done at least once, given up on in the open."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.kernel import jobs, worker
from forum.kernel.db import add_once, db, now
from forum.kernel.jobs import Job, enqueue, failed_jobs, handles, last_beat, oldest_wait, plan_recurring, retry_job
from forum.kernel.once import SentForm
from forum.kernel.sqlite import writer

pytestmark = pytest.mark.usefixtures("app")


@handles("test_note")
def note(number: int) -> None:
    """Leave a row once, however often it is called."""
    add_once(SentForm, member_id=number, key="noted", location="", created_at=now())


@handles("test_break")
def break_down(number: int) -> None:
    """Leave a row and then fail."""
    note(number)
    raise ValueError("the lamp burnt out\0")


@handles("test_ask_again")
def ask_again(times: int) -> None:
    """Be asked for again while at it."""
    note(times)
    if times:
        enqueue("test_ask_again", key="one", times=times - 1)


@handles("test_sweep", every=timedelta(days=1))
def sweep() -> None:
    """Do nothing, daily."""


def test_a_job_is_done_and_gone(app):
    enqueue("test_note", number=7)
    db.session.commit()
    assert work_off(app) == 1
    assert noted() == [7]
    assert all_jobs() == []


def test_a_caller_that_rolls_back_leaves_no_job(app):
    enqueue("test_note", number=7)
    enqueue("test_note", key="one", number=8)
    db.session.rollback()
    assert work_off(app) == 0


def test_a_job_waits_for_its_time(app):
    enqueue("test_note", delay=timedelta(minutes=1), number=7)
    db.session.commit()
    assert work_off(app) == 0
    make_everything_due()
    assert work_off(app) == 1


def test_jobs_are_done_in_the_order_they_are_due(app):
    for number, minutes in [(1, 0), (2, -2), (3, -1)]:
        enqueue("test_note", delay=timedelta(minutes=minutes), number=number)
    db.session.commit()
    with writer():
        worker.run_one(app)
    assert noted() == [2]


def test_a_kind_without_a_handler_is_refused_at_once():
    with pytest.raises(LookupError, match="no handler for jobs of kind test_nothing"):
        enqueue("test_nothing")


def test_work_under_a_key_waits_once_with_the_last_payload(app):
    for number in (1, 2, 3):
        enqueue("test_note", key="one", number=number)
    enqueue("test_note", key="another", number=4)
    db.session.commit()
    assert work_off(app) == 2
    assert noted() == [3, 4]


def test_work_asked_for_while_it_runs_runs_again(app):
    enqueue("test_ask_again", key="one", times=2)
    db.session.commit()
    assert work_off(app) == 3
    assert noted() == [0, 1, 2]


def test_a_failure_leaves_nothing_behind_and_is_tried_again_later(app):
    enqueue("test_break", number=7)
    db.session.commit()
    work_off(app)
    (job,) = all_jobs()
    assert noted() == []
    assert (job.attempts, job.error, job.failed_at) == (1, "ValueError: the lamp burnt out", None)
    assert timedelta(seconds=10) < job.run_at - now() < timedelta(seconds=20)


def test_each_pause_is_longer_than_the_one_before(app):
    enqueue("test_break", number=7)
    db.session.commit()
    pauses = []
    for _ in range(worker.MOST_ATTEMPTS - 1):
        make_everything_due()
        work_off(app)
        pauses.append(all_jobs()[0].run_at - now())
    assert pauses == sorted(pauses)
    assert timedelta(hours=2) < pauses[-1] < timedelta(hours=4)


def test_a_poisonous_job_ends_in_the_list_of_failures_and_others_go_on(app):
    enqueue("test_break", number=7)
    enqueue("test_note", number=8)
    db.session.commit()
    fail_for_good(app)
    (failed,) = failed_jobs()
    assert (failed.kind, failed.payload, failed.error) == (
        "test_break",
        {"number": 7},
        "ValueError: the lamp burnt out",
    )
    assert noted() == [8]
    make_everything_due()
    assert work_off(app) == 0


def test_a_failed_job_can_be_tried_again(app):
    enqueue("test_break", number=7)
    enqueue("test_note", delay=timedelta(hours=1), number=8)
    db.session.commit()
    fail_for_good(app)
    failed = failed_jobs()[0].id
    assert retry_job(failed)
    assert not retry_job(failed), "it has not failed again yet"
    assert not retry_job(failed + 1), "the other one has not failed at all"
    db.session.commit()
    assert work_off(app) == 1


def test_failed_work_that_is_asked_for_again_starts_afresh(app):
    enqueue("test_break", key="one", number=7)
    db.session.commit()
    fail_for_good(app)
    enqueue("test_break", key="one", number=8)
    db.session.commit()
    assert failed_jobs() == []
    assert [(job.attempts, job.payload) for job in all_jobs()] == [(0, {"number": 8})]
    assert work_off(app) == 1


def test_a_job_whose_workers_keep_dying_is_given_up_without_being_begun(app):
    enqueue("test_note", number=7)
    db.session.commit()
    db.session.execute(sa.update(Job).values(attempts=worker.MOST_ATTEMPTS))
    db.session.commit()
    work_off(app)
    assert noted() == []
    assert worker.DIED in failed_jobs()[0].error


def test_a_job_of_a_kind_nobody_knows_any_more_is_kept(app):
    db.session.add(Job(kind="test_forgotten", payload={}, run_at=now()))
    db.session.commit()
    fail_for_good(app)
    assert "no handler" in failed_jobs()[0].error


def test_recurring_work_is_planned_once_and_again_after_each_turn(app):
    plan_recurring()
    plan_recurring()
    db.session.commit()
    planned = [job.kind for job in all_jobs()]
    assert planned.count("test_sweep") == 1
    assert {"forget_old_forms", "forget_expired_sign_ins"} <= set(planned)
    work_off(app)
    after = {job.kind: job.run_at - now() for job in all_jobs()}
    assert timedelta(hours=23) < after["test_sweep"] <= timedelta(days=1)


def test_recurring_work_that_fails_is_shown_and_has_its_next_turn(app):
    db.session.add(Job(kind="test_sweep", key=jobs.RECURRING, payload={"unexpected": 1}, run_at=now()))
    db.session.commit()
    fail_for_good(app)
    (failed,) = failed_jobs()
    assert failed.kind == "test_sweep"
    assert failed.run_at > now() + timedelta(hours=23)
    failed.payload = {}
    db.session.commit()
    make_everything_due()
    work_off(app)
    assert failed_jobs() == []


def test_the_longest_wait_is_that_of_due_jobs_only():
    assert oldest_wait() == timedelta(0)
    enqueue("test_note", delay=timedelta(hours=1), number=1)
    assert oldest_wait() == timedelta(0)
    enqueue("test_note", delay=timedelta(minutes=-10), number=2)
    db.session.flush()
    assert timedelta(minutes=9) < oldest_wait() < timedelta(minutes=11)


def test_a_worker_is_seen():
    assert last_beat() is None
    jobs.beat("here:1")
    jobs.beat("there:2")
    assert now() - last_beat() < timedelta(seconds=10)


def work_off(app) -> int:
    """Do everything that is due; how many that was."""
    done = 0
    db.session.commit()
    db.session.remove()
    with writer():
        while worker.run_one(app):
            done += 1
    return done


def fail_for_good(app) -> None:
    """Let time pass until nothing is tried any more."""
    for _ in range(worker.MOST_ATTEMPTS):
        make_everything_due()
        work_off(app)


def make_everything_due() -> None:
    """All waiting is over; what was given up stays so."""
    db.session.execute(sa.update(Job).where(Job.run_at.is_not(None)).values(run_at=now()))
    db.session.commit()


def noted() -> list[int]:
    """What the handlers left."""
    return list(db.session.scalars(sa.select(SentForm.member_id).order_by(SentForm.member_id)))


def all_jobs() -> list[Job]:
    """Every job there is, as it is now."""
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Job).order_by(Job.id)))
