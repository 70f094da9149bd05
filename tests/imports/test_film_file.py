"""The film file, read: what each line may hold, and in which words its faults are told."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.imports.filmfile import films_in
from forum.imports.schemas import Film
from tests.imports.make import film, lines

REVIEW = {"publication": "P", "quote": "Q", "positive": True}


def read(data):
    return list(films_in(io.BytesIO(data)))


def faults_of(**facts):
    [entry] = read(lines(film(**facts)))
    return [f"{fault.key}: {fault.words}" for fault in entry.faults]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"budget": 1}, "budget: is not a key of the film file"),
        ({"cast": [{"name": "A", "role": "B"}]}, "cast[0].role: is not a key of the film file"),
        ({"title": None}, "title: must be text"),
        ({"title": "  "}, "title: is empty"),
        ({"title": "a" * 251}, "title: has 251 characters, 250 is the most"),
        ({"title": "a\0b"}, "title: holds a character that cannot be stored"),
        ({"title": "a\ud800"}, "title: holds a character that cannot be stored"),
        ({"year": "2010"}, "year: must be a whole number"),
        ({"year": 2010.5}, "year: must be a whole number"),
        ({"year": True}, "year: must be a whole number"),
        ({"year": 1492}, "year: must be 1870 or more"),
        ({"year": 10**30}, "year: must be 2100 or less"),
        ({"tmdb_id": 2**63}, f"tmdb_id: must be {2**63 - 1} or less"),
        ({"imdb_id": "1512201"}, "imdb_id: is not written as it should be"),
        ({"runtime_minutes": 0}, "runtime_minutes: must be 1 or more"),
        ({"in_theaters": "03.09.2010"}, "in_theaters: must be a date such as 2010-09-03"),
        ({"on_dvd": "2010-02-30"}, "on_dvd: "),
        ({"on_dvd": 20100203}, "on_dvd: must be a date such as 2010-09-03"),
        ({"official_site": "javascript:alert(1)"}, "official_site: must be a web address"),
        ({"official_site": "https://"}, "official_site: must be a web address"),
        ({"poster": "https://a b"}, "poster: must be a web address"),
        ({"official_site": "http://[bad"}, "official_site: "),
        ({"official_site": "https://e.example/" + "x" * 500}, "official_site: has 518 characters, 500 is the most"),
        ({"genres": "Drama"}, "genres: must be a list"),
        ({"genres": [1]}, "genres[0]: must be text"),
        ({"cast": ["A"]}, "cast[0]: must be an object"),
        (
            {"news": [{"title": "T", "url": "https://e.example", "kind": "rumor"}]},
            "news[0].kind: must be 'news' or 'interview'",
        ),
        ({"critic_reviews": [{"quote": "Q", "positive": True}]}, "critic_reviews[0]: needs a critic or a publication"),
        ({"critic_reviews": [REVIEW | {"positive": "yes"}]}, "critic_reviews[0].positive: must be true or false"),
        ({"audience_reviews": [{"member": "M"}]}, "audience_reviews[0]: needs stars, a body, or both"),
        (
            {"audience_reviews": [{"member": "M", "stars": 4.2}]},
            "audience_reviews[0].stars: must be stars from 0.5 to 5, in halves",
        ),
        ({"audience_reviews": [{"member": "M", "stars": 0}]}, "audience_reviews[0].stars: must be stars"),
        (
            {"audience_reviews": [{"member": "M" * 61, "stars": 4}]},
            "audience_reviews[0].member: has 61 characters, 60 is the most",
        ),
        ({"audience_reviews": [{"member": "a/b", "stars": 4}]}, "audience_reviews[0].member: holds a slash"),
        (
            {"audience_reviews": [{"member": "ﷺ" * 30, "stars": 4}]},
            "audience_reviews[0].member: holds letters that unfold",
        ),
        ({"audience_reviews": [{"member": "M", "body": "||open"}]}, "audience_reviews[0].body: A ||spoiler||"),
        ({"quotes": [{"lines": []}]}, "quotes[0].lines: is empty"),
        (
            {"quotes": [{"lines": [{"text": "T"}], "timecode": "1:2:3"}]},
            "quotes[0].timecode: is not written as it should be",
        ),
        (
            {"quotes": [{"lines": [{"text": "T"}], "status": "rejected"}]},
            "quotes[0].status: must be 'approved' or 'pending'",
        ),
        ({"threads": [{"title": "T", "member": "M"}]}, "threads[0].body: is missing"),
        (
            {"threads": [{"title": "T", "member": "M", "body": "B", "replies": [{"member": "M", "body": ""}]}]},
            "threads[0].replies[0].body: is empty",
        ),
    ],
)  # fmt: skip
def test_a_fault_names_its_key_and_says_what_is_wrong(facts, fault):
    [said] = faults_of(**facts)
    assert said.startswith(fault)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"{", "line 2: is not JSON: "),
        (b"[]", "line 2: must be an object"),
        (b"null", "line 2: must be an object"),
        (b'{"title": "\xff", "year": 2010}', "line 2: is not UTF-8"),
        (b'{"title": "A", "year": NaN}', "line 2: is not JSON: NaN is not a number"),
        (b'{"title": "A", "title": "B", "year": 2010}', "line 2: is not JSON: the key 'title' stands there twice"),
        (b"[" * 100_000, "line 2: is nested too deeply"),
        (b'{"title": "A", "year": ' + b"9" * 5000 + b"}", "line 2: is not JSON: "),
        (b'{"year": 2010}', "line 2: title: is missing"),
        (b'{"title": "A", "year": 2010, "\\u001b[31m": 1}', r"line 2: \x1b[31m: is not a key of the film file"),
    ],
)
def test_a_broken_line_is_told_and_the_next_one_read(raw, fault):
    before, broken, after = read(lines(film("One")) + raw + b"\n" + lines(film("Three")))
    assert (before.facts.title, after.place, after.facts.title) == ("One", "line 3", "Three")
    assert broken.facts is None
    assert str(broken.faults[0]).startswith(fault)


def test_a_thread_nested_beyond_reason_is_refused_in_words():
    reply: dict[str, Any] = {"member": "M", "body": "B"}
    for _ in range(400):
        reply = {"member": "M", "body": "B", "replies": [reply]}
    [entry] = read(lines(film(threads=[{"title": "T", "member": "M", "body": "B", "replies": [reply]}])))
    assert entry.facts is None
    assert "nested too deeply" in str(entry.faults[0])


def test_a_line_longer_than_memory_is_skipped(monkeypatch):
    monkeypatch.setattr("forum.imports.filmfile.LONGEST_LINE", 100)
    long, short = read(lines(film("x" * 500)) + lines(film("One")))
    assert str(long.faults[0]) == "line 1: is longer than 100 bytes"
    assert short.place == "line 2"
    assert short.facts.title == "One"


def test_blank_lines_a_mark_in_front_and_a_missing_end_are_no_faults():
    entries = read(b"\xef\xbb\xbf" + lines(film("One")) + b"\n  \n" + lines(film("Two")).rstrip())
    assert [(entry.place, entry.facts.title) for entry in entries] == [("line 1", "One"), ("line 4", "Two")]


def test_every_key_may_be_null_and_null_tells_more_than_nothing():
    null: dict[str, Any] = {name: None for name in Film.model_fields if name not in ("title", "year")}
    [told] = read(lines(film(**null)))
    assert told.facts.values["synopsis"] is None
    assert (told.facts.genres, told.facts.news) == ([], [])
    [silent] = read(lines(film()))
    assert dict(silent.facts.values) == {}
    assert (silent.facts.genres, silent.facts.news, dict(silent.facts.credits)) == (None, None, {})


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(sorted(Film.model_fields)) | st.text(max_size=5), inner, max_size=5)
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_whatever_stands_in_a_file_is_a_film_or_a_fault(data):
    for entry in read(data):
        assert (entry.facts is None) == bool(entry.faults)
        assert all(str(fault).isprintable() for fault in entry.faults)
