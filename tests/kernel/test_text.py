"""What text is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kernel.text import cleaned, fold, is_blank, is_sound, scrubbed, slugify, words_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("8½", "8 1⁄2"),
        ("Amélie", "amelie"),
        ("AMÉLIE", "amelie"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ængus", "aengus"),
        ("İstanbul", "istanbul"),
        ("ﬁlm", "film"),
        ("Ａｌｉｅｎ", "alien"),
        ("℡", "tel"),
        ("ℌeat", "heat"),
        (" x ", "x"),
        ("七人の侍", "七人の侍"),
    ],
)
def test_folding_leaves_no_case_and_no_accents(text, folded):
    assert fold(text) == folded


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Last Train Home", "last-train-home"),
        ("Schindler's List", "schindlers-list"),
        ("It’s a Wonderful Life", "its-a-wonderful-life"),
        ("8½", "8-1-2"),
        ("WALL·E", "wall-e"),
        ("...", ""),
        ("七人の侍", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b", "a-b"),
        ("<b>", "b"),
    ],
)
def test_a_slug_is_plain(text, slug):
    assert slugify(text) == slug


@given(TEXTS, st.integers(1, 30))
def test_a_slug_is_short_and_has_no_loose_hyphens(text, longest):
    slug = slugify(text, longest)
    assert len(slug) <= longest
    assert slug == slug.strip("-")
    assert slug.replace("-", "").isascii()
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_words_are_folded_and_in_order():
    assert words_of("The Amélie, again!") == ["the", "amelie", "again"]


@pytest.mark.parametrize("text", ["a\x00b", "\x01", "\x1b[31m", "\x7f", "\ud800", "\ufffe"])
def test_what_no_database_or_browser_can_hold_is_not_sound(text):
    assert not is_sound(text)


@pytest.mark.parametrize("text", ["", "a\tb\nc\r\n", "🎬", "\u200d", "é", "\ue000", "\u202e"])
def test_everything_else_is_sound(text):
    assert is_sound(text)


def test_cleaning_makes_one_spelling_of_many():
    assert cleaned("  e\u0301\r\nb\rc\u202e\u2066d  ") == "é\nb\ncd"


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b\u200d", "\u2800", "\u3164\u115f", "\u0301", "\u00ad", "\U000e0041"]
)
def test_a_text_without_ink_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", ".", "\u200bx", "🎬", "七"])
def test_a_text_with_ink_is_not(text):
    assert not is_blank(text)


@given(TEXTS)
def test_scrubbed_text_is_sound(text):
    assert is_sound(scrubbed(text + "\u202e\x00"))
    assert "\u202e" not in scrubbed(text + "\u202e")
