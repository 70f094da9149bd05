"""Which passwords may be chosen, wherever one is chosen, and in which words the others are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.app import create_app
from forum.kernel.db import db
from forum.members import passwords
from forum.members.password_policy import (
    BLANK,
    COMMON,
    FAULTS,
    JUDGED_LENGTH,
    MOST_READINGS,
    NAMED,
    _count_readings,
    _parts,
    _with_few_readings,
    find_fault,
)
from tests import make
from tests.support.clients import Visitor

NAMES = ["Ines Moreau", "Balcony"]


@pytest.mark.parametrize(
    "password",
    (
        "password|12345678|PASSWORD|P@ssw0rd1|drowssap|iloveyou|sunshine1|changeme123|qwertzuiop|azertyuiop|"
        "Passw0rd2024|p-a-s-s-w-o-r-d|1 2 3 4 5 6 7 8|ｐａｓｓｗｏｒｄ|summer2026|hunter22|football|baseball1|"
        "trustno1!|starwars|kaleidoscope|letmein!!|1q2w3e4r5t|1qaz2wsx"
    ).split("|"),
)
def test_passwords_that_are_tried_first_are_refused(password):
    assert find_fault(password, NAMES) == COMMON


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("aaaaaaaa", FAULTS["repeat"]),
        ("x" * 256, FAULTS["repeat"]),
        ("x" * 72 + "a", FAULTS["repeat"]),
        ("abcabcabcabc", FAULTS["repeat"]),
        ("password" * 32, FAULTS["repeat"]),
        ("аааааааа", FAULTS["repeat"]),
        ("🎬" * 8, FAULTS["repeat"]),
        ("efghijklmn", FAULTS["sequence"]),
        ("zxcvbnm,./", FAULTS["spatial"]),
        ("21/03/1987", FAULTS["date"]),
        (" " * 8, BLANK),
        ("\u3000" * 8, BLANK),
        (" \t \u2800 \u200b\u200b\u200b", BLANK),
    ],
)
def test_what_is_wrong_with_others_is_said(password, fault):
    assert find_fault(password, NAMES) == fault


@pytest.mark.parametrize(
    "password",
    (
        "Ines Moreau|ines-moreau|InesMoreau1|inesmoreau1987|uaeromseni|Balcony2026|balcony balcony|"
        "!!Balcony!!|Inés Moreau|ines.moreau."
    ).split("|"),
)
def test_little_more_than_a_name_that_everybody_sees_is_refused(password):
    assert find_fault(password, NAMES) == NAMED


@pytest.mark.parametrize(
    "password",
    (
        "the long way home|another way home|correct horse|seven samurai|lemonade tree|a password of 3|"
        "Ines Moreau and the train|xK4%hq9!|wo3jee6Phah|звёзды над балконом|七人の侍と羅生門|"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxa totally different thing|Tr0ub4dor&3"
    ).split("|"),
)
def test_words_and_signs_that_guessing_does_not_find_are_fine_whatever_they_are_made_of(password):
    assert find_fault(password, NAMES) == ""


def test_passwords_that_are_made_for_members_are_fine():
    assert {find_fault(passwords.generate_password(), NAMES) for _ in range(200)} == {""}


@given(st.text("4@8({[<69!1|0$5+7%2abcxyz ", min_size=1, max_size=256))
def test_no_password_takes_long_to_judge(password):
    """zxcvbn alone takes eight seconds for 72 of these signs, for it reads each as every letter it may stand for."""
    for part in _parts(password):
        assert len(part) <= JUDGED_LENGTH
        assert _count_readings(_with_few_readings(part)) <= MOST_READINGS


@given(st.text(min_size=1, max_size=80))
def test_any_text_is_fine_or_is_refused_in_words(typed):
    assert isinstance(find_fault(typed, NAMES), str)


@pytest.mark.parametrize("password", ["password", "        ", "12345678", "Ines Moreau 1", "ines@example.org"])
def test_a_registration_with_such_a_password_is_shown_again_with_the_reason(client, password):
    form = {"name": "Ines Moreau", "password": password, "email": "ines@example.org"}
    answer = client.post("/register", data=form)
    assert answer.status_code == 422
    assert "hard to guess" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Ines Moreau"' in answer.text


@pytest.mark.parametrize("password", ["password", "        ", "Ines Moreau", "InesMoreau1", "Balcony2026"])
def test_a_change_of_password_is_refused_as_a_registration_is(app, password):
    make.member("Ines Moreau", password_hash=passwords.hash_password("the long way home"))
    client = app.test_client()
    client.post("/login", data={"name": "Ines Moreau", "password": "the long way home"})
    answer = client.post("/settings/password", data={"old_password": "the long way home", "new_password": password})
    assert answer.status_code == 422
    assert "hard to guess" in answer.text


def test_the_name_of_the_site_is_the_one_it_is_given(app, settings, tmp_path):
    site = create_app(settings.model_copy(update={"site_name": "Moonrise Kino", "instance_path": tmp_path}))
    site.test_client_class, site.config["WTF_CSRF_ENABLED"] = Visitor, False
    answer = site.test_client().post("/register", data={"name": "Ines Moreau", "password": "moonrise-kino-1"})
    assert "too close to your name" in answer.text
    with site.app_context():
        db.engine.dispose()


def test_members_who_have_such_a_password_still_come_in(client):
    make.member("Ines Moreau", password_hash=passwords.hash_password("password"))
    assert client.post("/login", data={"name": "Ines Moreau", "password": "password"}).status_code == 303
