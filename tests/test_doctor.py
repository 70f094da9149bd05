"""`balcony doctor`: a sound house is found sound, and each fault says how to mend it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import doctor
from forum.app import create_app
from forum.config import BadSetting
from forum.kernel.db import db, now
from forum.kernel.jobs import Heartbeat, Job, beat

Examined = dict[str, doctor.Finding]
SOUND = {"rate_limits": True, "base_url": "https://balcony.example.org", "env": "production"}


@pytest.fixture
def examine(settings, app, tmp_path) -> Callable[..., Examined]:
    """Look at a house with these settings; all others are those of a sound one."""

    def examine(*, first: Callable[[], object] = lambda: None, **changed: object) -> Examined:
        db.session.commit()
        house = create_app(settings.model_copy(update={"instance_path": tmp_path} | SOUND | changed))
        with house.app_context():
            first()
            findings = {finding.part: finding for finding in doctor.examine()}
            db.session.remove()
            db.engine.dispose()
        return findings

    return examine


def test_a_sound_house_has_no_fault(examine):
    beat("here")
    findings = examine()
    assert [str(finding) for finding in findings.values() if not finding.sound] == []
    assert list(findings) == list(doctor.LOOKS)


def test_a_database_that_is_away_is_the_one_fault_and_the_rest_is_still_looked_at(examine):
    findings = examine(database_url="postgresql+psycopg://balcony:very-secret@127.0.0.1:1/balcony")
    assert [finding.part for finding in findings.values() if not finding.sound] == ["database"]
    assert "is BALCONY_DATABASE_URL right?" in findings["database"].words
    assert "very-secret" not in findings["database"].words
    assert "secret" in findings


def test_a_database_without_tables_names_the_command(examine, tmp_path):
    findings = examine(database_url=f"sqlite:///{tmp_path / 'new.db'}")
    assert findings["database"].sound
    for part in ("migrations", "worker", "failed work"):
        assert not findings[part].sound
        assert "run `balcony db upgrade`" in findings[part].words


def test_a_worker_that_was_never_seen_or_is_gone_is_a_fault(examine):
    assert "never seen" in examine()["worker"].words
    db.session.add(Heartbeat(name="worker", worker="here", beat_at=now() - timedelta(minutes=2)))
    found = examine()["worker"]
    assert not found.sound
    assert "last seen 20" in found.words
    assert "`balcony worker`" in found.words


def test_work_that_was_given_up_is_shown_with_its_error(examine):
    db.session.add(Job(kind="send_mail", payload={}, failed_at=now(), error="OSError: no route"))
    found = examine()["failed work"]
    assert not found.sound
    assert "send_mail: OSError: no route" in found.words


def test_a_folder_that_cannot_be_written_is_a_fault(examine, tmp_path):
    (tmp_path / "mail").write_text("not a folder")
    found = examine()["folders"]
    assert not found.sound
    assert str(tmp_path / "mail") in found.words


@pytest.mark.parametrize("secret", ["a" * 64, "abcabc" * 10])
def test_a_secret_that_is_easy_to_guess_is_a_fault_and_stops_the_start_in_production(examine, secret):
    found = examine(secret_key=secret, env="development")["secret"]
    assert not found.sound
    assert "openssl rand -hex 32" in found.words
    assert secret not in found.words
    with pytest.raises(BadSetting, match="openssl rand -hex 32"):
        examine(secret_key=secret)


def test_what_others_may_read_is_a_fault(examine, tmp_path):
    assert examine(secret_key="")["secret"].sound
    assert examine()["folders"].sound
    open_now = tmp_path / "secret-key"
    found = examine(first=lambda: open_now.chmod(0o644))["folders"]  # after the start, which would close it
    assert not found.sound
    assert found.words.endswith(f"chmod go= {open_now}")


@pytest.mark.parametrize(
    "address, sound",
    [("", True), ("http://127.0.0.1:8000", True), ("https://films.example", True), ("http://films.example", False)],
)
def test_an_address_without_tls_is_a_fault_except_at_home(examine, address, sound):
    assert examine(base_url=address)["base URL"].sound is sound


def test_mail_tells_where_it_goes_without_its_password(examine, tmp_path):
    assert str(tmp_path / "mail") in examine()["mail"].words
    assert examine(smtp_url="smtp://house:pass@mail.example:25")["mail"].words == "goes to mail.example"


def test_limits_that_are_off_or_cannot_be_counted_are_a_fault(examine, tmp_path):
    assert "off" in examine(rate_limits=False)["rate limits"].words
    (tmp_path / "limits.db").mkdir()
    found = examine()["rate limits"]
    assert not found.sound
    assert "nothing is limited" in found.words


def test_looking_changes_nothing(examine):
    beat("here")
    examine()
    assert db.session.scalars(sa.select(Job)).all() == []
