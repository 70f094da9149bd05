"""Guessing passwords: strangers are stopped, owners get in, and every form that checks a password counts."""

import ast
import re
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from forum.app import create_app
from forum.kernel.db import db, now
from forum.kernel.guess_limits import count_guess, guess_limit
from forum.kernel.limits import limiter
from forum.members import cli, passwords
from forum.members.actions import forget_expired_sign_ins
from forum.members.devices import MAX_PER_MEMBER
from forum.members.guessing import name_limit
from forum.members.models import KnownDevice, SignIn
from tests import make
from tests.house.source import modules
from tests.support.clients import Visitor
from tests.support.crowds import all_at_once

PASSWORD = "the long way home"
HOME, AWAY = "192.0.2.1", "203.0.113.9"
DEVICE = "balcony-device"


@pytest.fixture
def ines(app):
    return make.member("Ines Moreau", password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def known(limited, ines):
    """A browser in which Ines has signed in and out."""
    browser = limited.test_client()
    assert log_in(browser).status_code == 303
    browser.post("/logout")
    return browser


def log_in(browser, name="Ines Moreau", password=PASSWORD, address=HOME):
    form = {"name": name, "password": password}
    return browser.post("/login", data=form, environ_overrides={"REMOTE_ADDR": address})


def guess_from_everywhere(site, name="Ines Moreau"):
    """Close the name: a hundred wrong guesses, counted as those of other addresses are; one is made for real."""
    with site.app_context():
        limit = name_limit(name)
        limiter.storage.incr(limit.rate.key_for(limit.key), limit.rate.get_expiry(), amount=99)
    assert log_in(site.test_client(), name, "wrong", "198.51.100.1").status_code == 422


def test_a_hundred_wrong_guesses_close_a_name_to_browsers_that_are_not_known(limited, known):
    answers = {
        log_in(limited.test_client(), password="wrong", address=f"198.51.100.{n}").status_code for n in range(100)
    }
    assert answers == {422}
    assert log_in(limited.test_client(), address=AWAY).status_code == 429
    assert log_in(known, address=AWAY).status_code == 303


def test_a_name_closed_by_strangers_is_open_to_its_owner_in_a_browser_that_is_known(limited, known):
    guess_from_everywhere(limited)
    assert log_in(limited.test_client(), address=AWAY).status_code == 429
    assert log_in(known, address=AWAY).status_code == 303
    assert log_in(known, address="198.51.100.1").status_code == 303  # where a stranger guesses, too


def test_an_address_closed_by_strangers_is_open_to_a_browser_that_is_known(limited, known):
    for number in range(31):
        log_in(limited.test_client(), f"Name {number}", "wrong")
    assert log_in(limited.test_client()).status_code == 429
    assert log_in(known).status_code == 303


def test_a_closed_name_says_what_to_do_and_not_whether_it_exists(limited, ines):
    pages = []
    for name in ("Ines Moreau", "Ines Nobody"):
        guess_from_everywhere(limited, name)
        closed = log_in(limited.test_client(), name, address=AWAY)
        assert closed.status_code == 429
        assert 3000 < int(closed.headers["Retry-After"]) <= 3600
        page = re.sub(r"about (an hour|\d+ minutes)", "a while", closed.text.replace(name, ""))
        pages.append(re.sub(r'name="(csrf_token|once)" value="[^"]+"', "", page))
    assert "In a browser where you have logged in before you can log in now." in pages[0]
    assert "Try again in a while." in pages[0]
    assert pages[0] == pages[1]


def test_a_right_password_that_was_refused_is_never_counted(limited, ines):
    guess_from_everywhere(limited)
    for _ in range(40):
        assert log_in(limited.test_client(), address=AWAY).status_code == 429
    assert log_in(limited.test_client(), "Walter", "wrong", address=AWAY).status_code == 422


def test_wrong_guesses_in_a_known_browser_close_only_what_it_is_known_for(limited, known):
    assert {log_in(known, password="wrong").status_code for _ in range(10)} == {422}
    # Now it is a browser like any other: the name is open to those, with ten guesses more from this address.
    assert log_in(known).status_code == 303
    assert {log_in(known, password="wrong").status_code for _ in range(10)} == {422}
    assert log_in(known).status_code == 429
    assert log_in(limited.test_client(), address=AWAY).status_code == 303


def test_a_browser_is_known_for_who_signed_in_there_and_nobody_else(limited, known):
    make.member("Walter Brandt", password_hash=passwords.hash_password(PASSWORD))
    guess_from_everywhere(limited, "Walter Brandt")
    assert log_in(known, "Walter Brandt", address=AWAY).status_code == 429


def test_two_who_share_a_browser_are_both_known_there(limited, known):
    make.member("Walter Brandt", password_hash=passwords.hash_password(PASSWORD))
    assert log_in(known, "Walter Brandt").status_code == 303
    known.post("/logout")
    for name in ("Ines Moreau", "Walter Brandt"):
        guess_from_everywhere(limited, name)
        assert log_in(known, name, address=AWAY).status_code == 303
        known.post("/logout")


@pytest.mark.parametrize("value", ["", ".", "x", "x" * 43, "é" * 43, "." * 3000, "x" * 43 + "." + "y" * 43, "\0" * 43])
def test_a_cookie_that_was_made_up_is_none(limited, ines, value):
    guess_from_everywhere(limited)
    browser = limited.test_client()
    browser.set_cookie(DEVICE, value, path="/login")
    assert log_in(browser, address=AWAY).status_code == 429


def test_a_browser_is_no_longer_known_after_its_time(limited, known):
    db.session.execute(sa.update(KnownDevice).values(expires_at=now() - timedelta(seconds=1)))
    guess_from_everywhere(limited)
    assert log_in(known, address=AWAY).status_code == 429
    forget_expired_sign_ins()
    assert db.session.scalars(sa.select(KnownDevice)).all() == []


def test_of_known_browsers_the_one_in_which_the_password_was_changed_stays_one(limited, known):
    other = limited.test_client()
    log_in(other)
    log_in(known)
    new = {"old_password": PASSWORD, "new_password": "another way home"}
    assert known.post("/settings/password", data=new).status_code == 303
    known.post("/logout")
    guess_from_everywhere(limited)
    assert log_in(other, password="another way home", address=AWAY).status_code == 429
    assert log_in(known, password="another way home", address=AWAY).status_code == 303


def test_who_registers_in_somebodys_browser_does_not_make_it_unknown_to_them(limited, known):
    known.post("/register", data={"name": "Somebody Else", "password": PASSWORD})
    known.post("/logout")
    guess_from_everywhere(limited)
    assert log_in(known, address=AWAY).status_code == 303


def test_a_browser_that_is_signed_out_from_another_is_forgotten(limited, known):
    log_in(known)
    here = limited.test_client()
    log_in(here)
    there = db.session.scalar(sa.select(KnownDevice.sign_in_id).order_by(KnownDevice.id).limit(1))
    assert here.post(f"/settings/sign-ins/{there}/revocation").status_code == 303
    guess_from_everywhere(limited)
    assert log_in(known, address=AWAY).status_code == 429


def test_a_password_that_was_reset_forgets_every_browser(app, ines, known):
    app.test_cli_runner().invoke(cli.group, ["reset-password", "Ines Moreau"])
    assert db.session.scalars(sa.select(KnownDevice)).all() == []
    assert db.session.scalars(sa.select(SignIn)).all() == []


def test_no_member_has_more_browsers_than_a_list_can_hold(limited, ines):
    for _ in range(MAX_PER_MEMBER + 3):
        assert log_in(limited.test_client()).status_code == 303
    ids = db.session.scalars(sa.select(KnownDevice.id).order_by(KnownDevice.id)).all()
    assert len(ids) == MAX_PER_MEMBER
    latest = limited.test_client()
    log_in(latest)
    kept = db.session.scalars(sa.select(KnownDevice.id).order_by(KnownDevice.id)).all()
    assert kept[:-1] == ids[1:]  # the oldest went


def test_signing_in_again_in_a_known_browser_makes_no_second_row(limited, known):
    for _ in range(3):
        assert log_in(known).status_code == 303
    assert len(db.session.scalars(sa.select(KnownDevice)).all()) == 1


def test_what_is_kept_of_a_browser_is_not_what_its_cookie_holds(known):
    token = known.get_cookie(DEVICE, path="/login").value
    assert token not in db.session.scalars(sa.select(KnownDevice.token_hash)).all()


def test_registering_makes_the_browser_known(limited):
    browser = limited.test_client()
    browser.post("/register", data={"name": "Ines Moreau", "password": PASSWORD})
    browser.post("/logout")
    guess_from_everywhere(limited)
    assert log_in(browser, address=AWAY).status_code == 303


def test_the_cookie_goes_to_the_sign_in_page_alone_and_out_of_reach_of_scripts(app, settings, tmp_path, ines):
    site = create_app(settings.model_copy(update={"base_url": "https://localhost", "instance_path": tmp_path}))
    site.test_client_class, site.config["WTF_CSRF_ENABLED"] = Visitor, False
    answer = log_in(site.test_client())
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Secure-balcony-device="))
    assert {"Path=/login", "SameSite=Lax", "Secure", "HttpOnly"} <= set(cookie.split("; "))
    assert int(re.search(r"Max-Age=(\d+)", cookie)[1]) > 90 * 24 * 3600
    with site.app_context():
        db.engine.dispose()


def test_a_name_is_one_name_however_it_is_typed(limited, ines):
    spellings = ["Ines Moreau", "INES  MOREAU", " ines moreau ", "Ｉｎｅｓ Moreau", "ines\tmoreau"]
    answers = [log_in(limited.test_client(), spellings[n % 5], "wrong").status_code for n in range(11)]
    assert answers == [422] * 10 + [429]


def test_of_many_wrong_guesses_at_once_no_more_are_checked_than_the_limit_allows(limited, ines):
    db.session.commit()
    guesses = [partial(log_in, limited.test_client(), password=f"wrong {n}") for n in range(24)]
    assert sorted(answer.status_code for answer in all_at_once(*guesses)) == [422] * 10 + [429] * 14


def test_a_form_of_registration_sent_again_counts_wrong_guesses_as_the_sign_in_does(limited):
    form = {"name": "Ines Moreau", "password": PASSWORD}
    assert limited.test_client().post("/register", data=form).status_code == 303
    stranger = {"environ_overrides": {"REMOTE_ADDR": AWAY}}
    wrong = [limited.test_client().post("/register", data=form | {"password": f"some words {n}"}, **stranger)
             for n in range(10)]  # fmt: skip
    assert {answer.status_code for answer in wrong} == {422}
    right = limited.test_client().post("/register", data=form, **stranger)
    assert right.status_code == 429
    assert 1 <= int(right.headers["Retry-After"]) <= 300
    assert log_in(limited.test_client(), address=AWAY).status_code == 429


def test_a_taken_name_is_no_guess(limited, ines):
    """Who wants a name that is taken checks nobody's password, so nothing is counted."""
    db.session.execute(sa.update(type(ines)).values(created_at=now() - timedelta(hours=1)))
    form = {"name": "Ines Moreau", "password": "some other words"}
    assert {limited.test_client().post("/register", data=form).status_code for _ in range(12)} == {422}
    assert log_in(limited.test_client()).status_code == 303


def test_the_password_asked_for_again_is_counted_by_the_sign_in_whatever_the_form_says(limited, known):
    log_in(known)
    wrong = {"old_password": "wrong", "new_password": "another way home"}
    answers = [known.post("/settings/password", data=wrong | {"name": f"x{n}"}).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    right = known.post("/settings/password", data=wrong | {"old_password": PASSWORD})
    assert right.status_code == 429
    assert "Too many wrong passwords were tried from here." in right.text
    assert int(right.headers["Retry-After"]) <= 300


def test_strangers_cannot_close_the_settings_to_a_member(limited, known):
    log_in(known)
    guess_from_everywhere(limited)
    right = {"old_password": PASSWORD, "new_password": "another way home"}
    assert known.post("/settings/password", data=right).status_code == 303


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_who_is_signed_in_already_may_slip_at_either_form(limited, known, path):
    log_in(known)
    answer = known.post(path, data={"name": "Ines Moreau", "password": "some other words"})
    assert answer.status_code == 422


def test_a_try_whose_check_failed_is_not_counted(limited):
    limit = guess_limit("test", "1 per hour", "test")
    with limited.app_context():
        for _ in range(3):
            with pytest.raises(OSError, match="away"), count_guess([limit]):
                raise OSError("away")
        with count_guess([limit]) as guess:
            guess.was_right = True
        with count_guess([limit]):
            pass


def test_only_one_module_checks_passwords_and_it_counts():
    callers = {module.name for module in modules() if _names_in(module.tree) & {"verify_password", "_hasher"}}
    assert callers == {"forum.members.passwords", "forum.members.guessing"}
    guessing = next(module for module in modules() if module.name == "forum.members.guessing")
    checked = [call for call in ast.walk(guessing.tree) if isinstance(call, ast.Call) and _is_check(call)]
    counted = [
        call
        for block in ast.walk(guessing.tree)
        if isinstance(block, ast.With) and any("count_guess" in ast.unparse(item) for item in block.items)
        for call in ast.walk(block)
        if isinstance(call, ast.Call) and _is_check(call)
    ]
    assert checked
    assert checked == counted


def _is_check(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "verify_password"


def _names_in(tree: ast.AST) -> set[str]:
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
