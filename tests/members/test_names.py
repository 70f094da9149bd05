"""What a member may be called, and which names are too much alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kernel.errors import Invalid
from forum.members.names import LONGEST, chosen_name, look_alike_key, name_key


@pytest.mark.parametrize(
    "name", ["Ines Moreau", "Pavel Dvořák", "K. Adeyemi", "o'neill", "北野 武", "Люба", "ab", "x_1"]
)
def test_ordinary_names_are_fine_as_they_are(name):
    assert chosen_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "x" * (LONGEST + 1),
        " . ",
        "-dash",
        "slash/name",
        "<b>bold</b>",
        "nul\0l",
        "zero\u200bwidth",
        "emoji 🎬",
        "line\nbreak!",
    ],
)
def test_names_that_cannot_be_shown_or_typed_are_refused(name):
    with pytest.raises(Invalid):
        chosen_name(name)


def test_marks_that_turn_text_around_are_taken_out():
    assert chosen_name("right\u202eleft") == "rightleft"


@pytest.mark.parametrize("name", ["admin", "Administrator", "ADMIN", "mod", "Moderat0r", "аdmin", "s y s t e m"])
def test_names_of_the_house_are_kept_for_the_house(name):
    with pytest.raises(Invalid):
        chosen_name(name)


@pytest.mark.parametrize("mixed", ["Pаvel", "Inеs", "Ωmega man", "Rυth"])
def test_mixed_alphabets_are_refused(mixed):
    with pytest.raises(Invalid, match="alphabets"):
        chosen_name(mixed)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Ines", "lnes"),
        ("Walter M.", "walter m"),
        ("Paul", "PauI"),
        ("Tom 1", "Tom l"),
        ("bob0", "bobo"),
        ("corner", "comer"),
        ("Anna Maria", "Anna-Maria"),
        ("сосо", "coco"),
    ],
)
def test_names_that_look_alike_have_one_key(one, other):
    assert look_alike_key(one) == look_alike_key(other)


@pytest.mark.parametrize("one, other", [("Ruth", "Ruta"), ("Jose", "José"), ("Anna", "Hanna"), ("Sam", "Samm")])
def test_names_that_differ_stay_apart(one, other):
    assert look_alike_key(one) != look_alike_key(other)
    assert name_key(one) != name_key(other)


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_is_refused_in_words(typed):
    try:
        name = chosen_name(typed)
    except Invalid:
        return
    assert chosen_name(name) == name
    assert 2 <= len(name) <= LONGEST


@given(st.sampled_from(["Ines Moreau", "Pavel Dvořák", "北野 武"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_makes_no_other_name(name, change):
    assert name_key(change(name)) == name_key(name)
