"""Timecodes, read and written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kernel.errors import Invalid
from forum.quotes.timecodes import is_within, seconds_in, timecode


@given(st.integers(0, 999 * 3600 + 3599))
def test_what_is_written_is_read_again(seconds):
    written = timecode(seconds)
    assert written is not None
    assert seconds_in(written) == seconds


@given(st.text(max_size=12))
def test_anything_else_is_refused_in_words(text):
    if not (re.fullmatch(r"[0-9:]+", text.strip()) and text.count(":") in (1, 2)):
        with pytest.raises(Invalid, match="01:02:03"):
            seconds_in(text)


@pytest.mark.parametrize("text", ["", ":", "1", "1:2", "00:60:00", "0:0:60", "-1:00", "1:00:00:00", "１:00", "9999:00"])
def test_no_timecode(text):
    with pytest.raises(Invalid):
        seconds_in(text)


def test_a_movie_whose_length_nobody_knows_never_ends():
    assert is_within(10**6, None)
    assert is_within(60 * 86 - 1, 85)
    assert not is_within(60 * 86, 85)
