"""What a member may be called, and which names are too much alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.app import create_app
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.members.actions import archived_member
from forum.members.names import LONGEST, RESERVED, chosen_name, look_alike_key, name_key
from tests.house.source import ROOT
from tests.support.clients import Visitor


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


@pytest.mark.parametrize(
    "name",
    (
        "deleted|None|static|www|NULL|undefined|NaN|true|False|mail|e-mail|ftp|Root|postmaster|host.master|"
        "abuse|security|Webmaster|noreply|No-Reply|all|here|everyone|channel|robots.txt|favicon.ico|"
        "sitemap.xml|well-known|A former member|Removed|D e l e t e d|Super Reviewer|Top Critic|Archived|"
        "moderat0r|nu11|1ogin|de1eted|ｎｕｌｌ|Anonymous"
    ).split("|"),
)
def test_names_that_mean_something_to_programs_or_to_readers_are_kept(name):
    with pytest.raises(Invalid, match="is reserved"):
        chosen_name(name)


def test_the_first_part_of_every_address_is_kept(house):
    first = {rule.rule.strip("/").partition("/")[0] for rule in house.url_map.iter_rules()} - {""}
    assert {word for word in first if not word.startswith("<") and word not in RESERVED} == set(), (
        "add these to ADDRESSES in forum/members/names.py"
    )


def test_every_file_beside_the_pages_is_kept():
    beside = {path.name for path in (ROOT / "static").iterdir()}
    assert {name for name in beside if look_alike_key(name) not in {look_alike_key(word) for word in RESERVED}} == set()


def test_the_sites_own_name_is_kept(app, settings, tmp_path):
    site = create_app(settings.model_copy(update={"site_name": "Moonrise Kino", "instance_path": tmp_path}))
    site.test_client_class, site.config["WTF_CSRF_ENABLED"] = Visitor, False
    for name in ("Moonrise Kino", "MoonriseKino", "moonrise-kin0"):
        answer = site.test_client().post("/register", data={"name": name, "password": "the long way home"})
        assert answer.status_code == 422
        assert "is reserved" in answer.text
    with site.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", ["deleted", "None", "www", "Moderator"])
def test_names_from_files_are_taken_as_they_are(app, name):
    assert archived_member(name).name == name


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
