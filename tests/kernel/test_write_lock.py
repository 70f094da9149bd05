"""The write lock: waited for no longer than to its deadline, by no more threads than may, first come, first served."""

import fcntl
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum.kernel.write_lock import WriteLock

BRIEF, LONG = 0.2, 30.0


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "balcony.db-line")


@contextmanager
def held_by_another_process(path: str) -> Iterator[None]:
    """Inside, somebody else has the file's lock: an opening of its own is as good as a process of its own."""
    other = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(other)


def is_free(path: str) -> bool:
    other = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(other)
    return True


def wait_until(true, patience: float = LONG) -> None:
    waited = threading.Event()
    for _ in range(round(patience / 0.01)):
        if true():
            return
        waited.wait(0.01)
    raise AssertionError("it did not happen in time")


def test_waiting_for_another_process_ends_at_the_deadline(path):
    lock = WriteLock(path)
    with ThreadPoolExecutor(1) as pool, held_by_another_process(path):
        assert pool.submit(lock.acquire, BRIEF).result(LONG) is False
        assert pool.submit(lock.acquire, BRIEF).result(LONG) is False  # nor is the next one held longer


def test_a_lock_that_was_given_up_on_is_free_for_all_when_it_comes(path):
    lock = WriteLock(path)
    with held_by_another_process(path):
        assert not lock.acquire(BRIEF)
    wait_until(lambda: is_free(path))
    assert lock.acquire(LONG)
    assert not is_free(path)
    lock.release()
    assert is_free(path)


def test_who_waits_for_another_process_gets_the_lock_when_that_is_done(path):
    lock = WriteLock(path)
    with ThreadPoolExecutor(1) as pool:
        with held_by_another_process(path):
            waiting = pool.submit(lock.acquire, LONG)
            assert not lock.acquire(BRIEF)  # a neighbor waits no longer than it likes
        assert waiting.result(LONG) is True
    assert not is_free(path)
    lock.release()


def test_no_more_threads_wait_than_may(path):
    lock = WriteLock(path, max_waiting=2)
    assert lock.acquire(LONG)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(lock.acquire, LONG) for _ in range(2)]
        wait_until(lambda: len(lock._queue) == 2)
        assert lock.acquire(LONG) is False  # at once, else this test would take half a minute
        lock.release()
        lock.release() if waiting[0].result(LONG) else None
        assert waiting[1].result(LONG) is True
    lock.release()
    assert lock.acquire(LONG)


def test_threads_have_it_in_the_order_they_came(path):
    lock, order = WriteLock(path), []

    def write(number: int) -> None:
        assert lock.acquire(LONG)
        order.append(number)
        lock.release()

    assert lock.acquire(LONG)
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(write, number)
            wait_until(lambda number=number: len(lock._queue) == number + 1)
        lock.release()
    assert order == list(range(8))


def test_two_processes_and_many_threads_never_have_it_together(path):
    locks, inside, most = [WriteLock(path), WriteLock(path)], [], []

    def write(number: int) -> None:
        lock = locks[number % 2]
        for _ in range(20):
            assert lock.acquire(LONG)
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)
            lock.release()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, number) for number in range(8)]:
            done.result(LONG)
    assert set(most) == {1}
    assert len(most) == 160


def test_where_its_file_cannot_be_made_sqlite_alone_keeps_writers_apart(tmp_path):
    lock = WriteLock(str(tmp_path / "no such folder" / "balcony.db-line"))
    assert lock.acquire(BRIEF)
    lock.release()
    assert lock.acquire(BRIEF)
