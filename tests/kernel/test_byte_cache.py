"""A cache of so many bytes: what it counts stays below, whatever is kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kernel.byte_cache import LARGEST_SHARE, ByteCache

pytestmark = pytest.mark.sqlite_only("no database is asked")
BUDGET = 1_000


def cache():
    return ByteCache[str, str](BUDGET, lambda key, value: len(key) + len(value))


def test_a_value_is_made_once_while_it_is_kept():
    made, kept = iter(["first", "second"]), cache()
    assert {kept.get_or_make("a", lambda _key: next(made) * 2) for _ in range(3)} == {"firstfirst"}
    assert (len(kept), kept.bytes) == (1, 11)


def test_what_was_asked_for_least_recently_goes_first():
    kept = cache()
    for key in "abcdefghij":
        kept.get_or_make(key, lambda _key: "x" * 99)
    kept.get_or_make("a", pytest.fail)
    kept.get_or_make("k", lambda _key: "x" * 99)
    kept.get_or_make("a", pytest.fail)
    assert kept.get_or_make("b", lambda _key: "anew") == "anew"


def test_what_would_push_out_too_much_is_not_kept():
    kept = cache()
    kept.get_or_make("small", lambda _key: "x")
    assert kept.get_or_make("large", lambda _key: "x" * (BUDGET // LARGEST_SHARE)) == "x" * (BUDGET // LARGEST_SHARE)
    assert (len(kept), kept.bytes) == (1, len("smallx"))


@given(st.lists(st.tuples(st.text("abcdefgh", max_size=3), st.integers(0, 200)), max_size=200))
def test_no_order_of_requests_makes_it_hold_more_than_its_budget(requests):
    kept = cache()
    for key, length in requests:
        kept.get_or_make(key, lambda _key, length=length: "x" * length)
        assert kept.bytes <= BUDGET
    assert kept.bytes == sum(size for _, size in kept._entries.values())


def test_many_threads_leave_its_count_right():
    kept = cache()
    with ThreadPoolExecutor(8) as threads:
        for number in range(2_000):
            threads.submit(kept.get_or_make, str(number % 50), lambda key: "x" * (int(key) + 1))
    assert kept.bytes == sum(size for _, size in kept._entries.values()) <= BUDGET
