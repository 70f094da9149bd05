"""A movie's facts as texts: whatever is written is read back in the one spelling in which it stands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.desk.actions import MOVIE
from forum.desk.spelling import MOVIE as SPELLINGS
from forum.desk.spelling import fault_in, tidied
from forum.kernel.db import db
from forum.kernel.text import cleaned, is_blank, is_sound
from forum.movies.facts import CreditFacts
from tests import make
from tests.desk.make import reading

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PARTS = ["as", "\\as", "\\\\as", "AS", "assistant", "Ana", "a\\s", "é", "“as”", "=", "#1"]
WORDS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8)
SOUND = st.text(max_size=40).filter(is_sound).map(lambda text: " ".join(cleaned(text).split()))
NAMES = (WORDS.map(" ".join) | SOUND).filter(lambda name: not is_blank(name))
CAST = st.lists(st.builds(CreditFacts, NAMES, st.none() | NAMES), max_size=5)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "title": NAMES,
        "year": st.integers(1870, 2100).map(str),
        "original_title": SOUND,
        "consensus": SOUND,
        "synopsis": st.lists(SOUND).map("\n\n".join),
        "synopsis_source": st.sampled_from(["", "https://en.wikipedia.org/wiki/Cure"]),
        "genres": st.lists(st.sampled_from(["Drama", "drama", "Crime", " War "])).map("\n".join),
        "directors": st.lists(NAMES).map("\n".join),
        "writers": st.lists(NAMES).map("\r\n".join),
        "cast": CAST.map(SPELLINGS["cast"].write),
        "rating": st.sampled_from(["", "PG-13"]),
        "runtime_minutes": st.sampled_from(["", "1", "085", "100,000"]),
        "in_theaters": st.dates().map(str) | st.just(""),
        "on_dvd": st.dates().map(str) | st.just(""),
        "box_office_usd": st.sampled_from(["", "0", "$1,234,567", str(2**63 - 1)]),
        "studio": SOUND,
        "official_site": st.sampled_from(["", "https://example.org/a?b=c"]),
        "imdb_id": st.sampled_from(["", "tt0000001"]),
        "tmdb_id": st.sampled_from(["", "7"]),
    },
)


@FEW
@given(entries=ENTRIES)
def test_what_is_written_is_read_back_and_writing_that_again_changes_nothing(app, entries):
    movie = make.movie(genres=["Drama"], directors=["Ana Lily"], synopsis="Before.")
    before = reading(movie)
    MOVIE.write(movie.id, entries)
    after = reading(movie)
    kept = {name: text for name, text in before.items() if name not in entries}
    wanted = kept | tidied(SPELLINGS, entries)
    wanted["genres"] = "\n".join(dict.fromkeys(wanted["genres"].replace("drama", "Drama").split("\n")))
    assert after == wanted
    MOVIE.write(movie.id, after)
    assert reading(movie) == after
    db.session.rollback()


@settings(max_examples=50, deadline=None)
@given(cast=CAST)
def test_no_name_and_no_character_is_taken_for_the_other(cast):
    assert SPELLINGS["cast"].read(SPELLINGS["cast"].write(cast)) == cast


@pytest.mark.parametrize(
    "name, text, words",
    [
        ("title", " \u200b ", "cannot be empty"),
        ("title", "x" * 251, "longer than 250"),
        ("title", "a\x00b", "cannot be stored"),
        ("year", "1869", "from 1870 to 2100"),
        ("year", "", "from 1870 to 2100"),
        ("year", "٢٠١٠", "whole number"),
        ("year", "9" * 5000, "whole number"),
        ("runtime_minutes", "85 min", "whole number"),
        ("box_office_usd", str(2**63), "whole number"),
        ("tmdb_id", "0", "whole number"),
        ("imdb_id", "tt12", "reads like"),
        ("in_theaters", "2010-02-30", "year-month-day"),
        ("on_dvd", "22.2.2011", "year-month-day"),
        ("official_site", "javascript:alert(1)", "whole address"),
        ("official_site", "http://[", "whole address"),
        ("synopsis_source", "https://evil-wikipedia.org/wiki/x", "no article of Wikipedia"),
        ("synopsis", "x" * 20_001, "longer than 20,000"),
        ("genres", "\n".join(map(str, range(41))), "41 lines"),
        ("genres", "Drama\n" + "x" * 61, "Line 2"),
        ("directors", "x" * 161, "Line 1"),
        ("cast", "Ana\nas the Singer", "Line 2 does not say who"),
        ("cast", "Ana as", "whom Ana plays"),
        ("cast", "Ana as " + "x" * 201, "Line 1"),
    ],
)
def test_what_cannot_be_stored_is_said_in_words(name, text, words):
    assert words in fault_in(SPELLINGS[name], text)


def test_a_mended_synopsis_stays_wikipedias_until_its_editor_says_otherwise(app):
    article = "https://en.wikipedia.org/wiki/Cure"
    movie = make.movie(synopsis="A detectiv.", synopsis_source=article)
    MOVIE.write(movie.id, {"synopsis": "A detective."})
    assert reading(movie)["synopsis_source"] == article
    MOVIE.write(movie.id, {"synopsis": "Ours.", "synopsis_source": ""})
    assert (movie.synopsis, movie.synopsis_source) == ("Ours.", None)


def test_only_what_differs_is_touched(app):
    movie = make.movie("Heat", 1995, studio="Odd  spaces")
    MOVIE.write(movie.id, reading(movie) | {"title": "Heat!"})
    db.session.refresh(movie)
    assert (movie.title, movie.studio) == ("Heat!", "Odd  spaces")
