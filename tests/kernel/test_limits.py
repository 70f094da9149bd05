"""Rate limits: who is counted together, what is counted, and that many processes count as one."""

import re
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from structlog.testing import capture_logs

from forum.app import create_app
from forum.config import BadSetting
from forum.kernel.db import db
from forum.kernel.limit_store import SCHEME, FileStore
from forum.members.actions import sign_in
from forum.members.models import Member
from forum.members.passwords import hash_password
from tests import make
from tests.support import forks
from tests.support.clients import Visitor

pytestmark = pytest.mark.sqlite_only("requests are counted in a file of their own, or in Redis, never in the database")
PASSWORD = "the long way home"


def test_the_fifty_first_write_in_ten_seconds_is_refused_with_its_text_and_when_to_come_back(limited):
    client = limited.test_client()
    assert {write(client, address="192.0.2.1").status_code for _ in range(50)} == {303}
    refused = write(client, address="192.0.2.1")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 11
    assert re.search(r"Try again in about [12]0 seconds\.", refused.text)
    assert "down</textarea>" in refused.text
    assert client.get("/login", environ_overrides={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
    assert write(client, address="192.0.2.2").status_code == 303


def test_readers_of_one_ipv6_network_are_counted_together(limited):
    client = limited.test_client()
    addresses = [f"2001:db8:1:2::{number:x}" for number in range(51)]
    assert [write(client, address=address).status_code for address in addresses][-1] == 429
    assert write(client, address="2001:db8:1:3::1").status_code == 303
    assert write(client, address="::ffff:192.0.2.9").status_code == 303


def test_a_member_is_counted_wherever_they_write_from(limited):
    member = make.member()
    browsers = [browser_of(limited, member) for _ in range(2)]
    answers = [write(browsers[n % 2], address=f"192.0.2.{n}").status_code for n in range(51)]
    assert answers == [303] * 50 + [429]
    assert write(browser_of(limited, make.member()), address="192.0.2.1").status_code == 303


def test_a_named_address_is_believed_only_behind_a_trusted_proxy(app, limited, settings, tmp_path):
    behind = settings.model_copy(update={"rate_limits": True, "instance_path": tmp_path, "trusted_proxies": 1})
    for house, expected in ((limited, 429), (create_app(behind), 303)):
        house.test_client_class, house.config["WTF_CSRF_ENABLED"] = Visitor, False
        client = house.test_client()
        forged = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(51)]
        assert [write(client, headers=header).status_code for header in forged][-1] == expected


def test_ten_wrong_guesses_at_a_name_close_the_door_for_that_address_only(limited):
    make.member("Ines Moreau", password_hash=hash_password(PASSWORD))
    client = limited.test_client()
    assert {guess(client, "Ines Moreau", "192.0.2.1").status_code for _ in range(10)} == {422}
    closed = guess(client, "INES moreau", "192.0.2.1", PASSWORD)
    assert closed.status_code == 429
    assert 280 <= int(closed.headers["Retry-After"]) <= 301
    assert re.search(r"Try again in about [56] minutes\.", closed.text)
    assert guess(client, "Somebody Else", "192.0.2.1").status_code == 422
    assert guess(client, "Ines Moreau", "192.0.2.2", PASSWORD).status_code == 303


def test_thirty_wrong_guesses_close_the_door_for_an_address_whatever_the_names(limited):
    client = limited.test_client()
    assert {guess(client, f"Name {number}", "192.0.2.1").status_code for number in range(30)} == {422}
    assert guess(client, "Name 31", "192.0.2.1").status_code == 429


def test_a_hundred_wrong_guesses_at_a_name_close_it_for_browsers_that_are_not_known(limited):
    client = limited.test_client()
    assert {guess(client, "Ines", f"198.51.100.{number}").status_code for number in range(100)} == {422}
    assert guess(client, "Ines", "192.0.2.1").status_code == 429
    assert guess(client, "Somebody Else", "192.0.2.1").status_code == 422


def test_who_knows_the_password_may_come_in_as_often_as_they_like(limited):
    make.member("Ines Moreau", password_hash=hash_password(PASSWORD))
    answers = {guess(limited.test_client(), "Ines Moreau", "192.0.2.1", PASSWORD).status_code for _ in range(12)}
    assert answers == {303}


def test_wrong_guesses_at_the_password_of_a_signed_in_member_are_counted_for_that_member(limited):
    ines, walter = make.member(), make.member()
    forms = {"old_password": "wrong", "new_password": "another way home"}
    there = browser_of(limited, ines)
    answers = [there.post("/settings/password", data=forms).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert browser_of(limited, walter).post("/settings/password", data=forms).status_code == 422


def test_one_address_takes_thirty_seats_an_hour_and_slips_are_not_counted(limited):
    def register(name):
        return limited.test_client().post("/register", data={"name": name, "password": PASSWORD, "again": PASSWORD})

    assert {register("").status_code for _ in range(3)} == {422}
    letters = "abcdefghijklmnopqrstuvwxyzäöüé"
    assert {register(f"Guest {letter}{letter}").status_code for letter in letters} == {303}
    assert register("Guest One Too Many").status_code == 429
    names = db.session.scalars(sa.select(Member.name)).all()
    assert len(names) == 30


def test_limits_that_are_off_count_nothing(app, client):
    assert {write(client).status_code for _ in range(60)} == {303}


def test_a_store_that_cannot_be_used_limits_nobody_and_says_so(limited, tmp_path):
    (tmp_path / "limits.db").mkdir()
    with capture_logs() as lines:
        assert {write(limited.test_client()).status_code for _ in range(60)} == {303}
    said = [line for line in lines if line["event"] == "rate limits are not counted"]
    assert len(said) == 1
    assert said[0]["log_level"] == "error"


def test_a_redis_address_that_cannot_be_used_stops_the_start(settings):
    with pytest.raises(BadSetting, match=r"BALCONY_REDIS_URL: .*Example: BALCONY_REDIS_URL=redis://"):
        create_app(settings.model_copy(update={"redis_url": "carrier-pigeon://roof"}))


def test_of_three_processes_hammering_at_once_exactly_as_many_pass_as_may(tmp_path):
    hammers = [forks.start(hammer, url(tmp_path), tmp_path / str(number)) for number in range(3)]
    for process in hammers:
        process.join()
    assert sum(int((tmp_path / str(number)).read_text()) for number in range(3)) == 100


def test_a_window_ends_and_its_counts_are_swept_up(tmp_path):
    store = FileStore(url(tmp_path))
    limiter, brief = FixedWindowRateLimiter(store), parse("2 per second")
    assert [limiter.hit(brief, "key") for _ in range(3)] == [True, True, False]
    assert not limiter.test(brief, "key")
    assert 0 < limiter.get_window_stats(brief, "key").reset_time - time.time() <= 1
    time.sleep(1.05)
    assert limiter.test(brief, "key")
    assert limiter.hit(brief, "key")
    limiter.clear(brief, "key")
    assert limiter.get_window_stats(brief, "key").remaining == 2
    assert store.check()
    store.reset()


def hammer(store: str, result: Path) -> None:
    """Ask eighty times, as a process of its own, and write down how often the answer was yes."""
    limiter = FixedWindowRateLimiter(FileStore(store))
    result.write_text(str(sum(limiter.hit(parse("100 per hour"), "key") for _ in range(80))))


def write(client, address: str = "127.0.0.1", **more):
    """Any write a reader may do."""
    return client.post("/lights", data={"lights": "down"}, environ_overrides={"REMOTE_ADDR": address}, **more)


def guess(client, name: str, address: str, password: str = ""):
    """A sign-in; with a wrong password unless it is told the right one."""
    form = {"name": name, "password": password or "wrong"}
    return client.post("/login", data=form, environ_overrides={"REMOTE_ADDR": address})


def browser_of(house: Flask, member: Member):
    """A client signed in by a row of its own."""
    sign_in(member, stays=False, browser="tests")
    db.session.commit()
    client = house.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = member.get_id(), True
    return client


def url(folder: Path) -> str:
    """The address of a store in this folder."""
    return f"{SCHEME}://{folder / 'limits.db'}"
