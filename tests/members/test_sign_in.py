"""Coming in, staying, leaving, and being shown out everywhere."""

import pytest
import sqlalchemy as sa

from forum.kernel.db import db
from forum.members import passwords
from forum.members.browsers import browser_name
from forum.members.models import SignIn
from tests import make

PASSWORD = "the long way home"


@pytest.fixture
def ines(app):
    return make.member("Ines Moreau", password_hash=passwords.hash_password(PASSWORD))


def sign_in(client, name="Ines Moreau", password=PASSWORD, **more):
    return client.post("/login", data={"name": name, "password": password} | more)


def test_a_name_in_any_case_and_its_password_open_the_door(client, ines):
    assert sign_in(client, name="ines MOREAU").status_code == 303
    assert client.get("/settings").status_code == 200


@pytest.mark.parametrize("name, password", [("Ines Moreau", "wrong"), ("Nobody Here", PASSWORD), ("nul\0", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client, ines, name, password):
    answer = sign_in(client, name=name, password=password)
    assert answer.status_code == 422
    assert "This name and password do not go together." in answer.text


def test_an_unknown_name_costs_a_hash_like_a_known_one(app, ines, monkeypatch):
    make.member("Walter Brandt", password_hash="!")  # a seat of the sample community that no password opens
    checked = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, password_hash, password):
            checked.extend([password_hash] * password_hash.startswith("$argon2id$"))
            return hasher.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for name in ("Ines Moreau", "Nobody Here", "Walter Brandt"):
        sign_in(app.test_client(), name=name, password="wrong")
    assert len(checked) == 3
    assert len({len(password_hash) for password_hash in checked}) == 1


def test_a_password_is_checked_outside_every_transaction(client, ines, monkeypatch):
    open_then = []
    hasher = passwords._hasher

    class Watching:
        def verify(self, password_hash, password):
            open_then.append(db.session().in_transaction())
            return hasher.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watching())
    assert sign_in(client, password="wrong").status_code == 422
    assert open_then == [False]


def test_nobody_signs_in_as_an_archived_profile(client, app):
    make.member("Walter M.", password_hash=None)
    assert sign_in(client, name="Walter M.", password="None").status_code == 422


def test_a_wall_sends_back_to_where_one_was(client, ines):
    wall = client.get("/settings?tab=1")
    assert wall.location == "/login?next=/settings?tab%3D1"
    assert sign_in(client, next="/settings?tab=1").location == "/settings?tab=1"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "javascript:1"]
)
def test_a_foreign_address_is_not_followed(client, ines, target):
    assert sign_in(client, next=target).location == "/"


def test_signing_in_makes_a_new_session(client, ines):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_copied_cookie_is_dead_after_signing_out(app, client, ines):
    sign_in(client)
    stolen = client.get_cookie("balcony").value
    client.post("/logout")
    thief = app.test_client()
    thief.set_cookie("balcony", stolen)
    assert thief.get("/settings").status_code == 302


def test_signing_out_empties_what_the_browser_kept(client, ines):
    sign_in(client)
    assert " data-signs-out" in client.get("/logout").text  # for browsers that do not know the header
    assert client.post("/logout").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_by_link_only_asks(client, ines):
    sign_in(client)
    assert client.get("/logout").status_code == 200
    assert client.get("/settings").status_code == 200


def test_staying_signed_in_is_a_choice(app, ines):
    brief, long = app.test_client(), app.test_client()
    sign_in(brief)
    sign_in(long, stays="y")
    assert brief.get_cookie("balcony").expires is None
    assert long.get_cookie("balcony").expires is not None


def test_a_sign_in_past_its_time_is_over(client, ines):
    sign_in(client)
    db.session.execute(sa.update(SignIn).values(expires_at=SignIn.created_at))
    assert client.get("/settings").status_code == 302


KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64) {KHTML} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {KHTML} Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {KHTML} Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KHTML} Safari/605.1.15", "Safari on macOS"),
        ("Lynx/2.9 (Linux)", "An unknown browser on Linux"),
        ('<b title="x">', "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(user_agent, name):
    assert browser_name(user_agent) == name


def test_settings_name_the_browsers_and_keep_what_they_sent(app, ines):
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    there.post("/login", data={"name": ines.name, "password": PASSWORD}, headers={"User-Agent": 'Lynx "Linux"'})
    page = here.get("/settings").text
    assert 'title="Lynx &#34;Linux&#34;">An unknown browser on Linux</span>' in page
    assert 'Sign out<span class="visually-hidden">: An unknown browser on Linux</span>' in page


def test_one_browser_can_be_signed_out_from_another(app, ines):
    here, there = app.test_client(), app.test_client()
    sign_in(there)
    there_id = db.session.scalar(sa.select(SignIn.id))
    sign_in(here)
    here.post(f"/settings/sign-ins/{there_id}/revocation")
    assert there.get("/settings").status_code == 302
    assert here.get("/settings").status_code == 200


def test_nobody_signs_another_member_out(as_, app, ines):
    ines_there = app.test_client()
    sign_in(ines_there)
    sign_in_id = db.session.scalar(sa.select(SignIn.id).where(SignIn.member_id == ines.id))
    as_(make.member()).post(f"/settings/sign-ins/{sign_in_id}/revocation")
    assert ines_there.get("/settings").status_code == 200


def test_a_new_password_signs_out_every_other_browser(app, ines):
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    answer = here.post("/settings/password", data={"old_password": PASSWORD, "new_password": "another way home"})
    assert answer.status_code == 303
    assert here.get("/settings").status_code == 200
    assert there.get("/settings").status_code == 302
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password="another way home").status_code == 303


def test_a_new_password_needs_the_old_one(app, ines):
    client = app.test_client()
    sign_in(client)
    answer = client.post("/settings/password", data={"old_password": "wrong", "new_password": "another way home"})
    assert answer.status_code == 422
    assert "not the password you have now" in answer.text
    assert sign_in(app.test_client()).status_code == 303


@pytest.mark.parametrize("composed, decomposed", [("café au lait", "cafe\u0301 au lait")])
def test_a_password_is_the_same_however_the_keyboard_sends_it(app, composed, decomposed):
    make.member("Ines Moreau", password_hash=passwords.hash_password(composed))
    assert sign_in(app.test_client(), password=decomposed).status_code == 303


def test_long_passwords_count_to_their_last_letter(app):
    make.member("Ines Moreau", password_hash=passwords.hash_password("x" * 72 + "a"))
    assert sign_in(app.test_client(), password="x" * 72 + "b").status_code == 422
