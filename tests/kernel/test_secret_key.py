"""The key that signs cookies: a weak one does not start in production, and a file that lost it is never replaced."""

import secrets
import stat

import pytest

from forum.config import BadSetting, Settings
from forum.kernel.secret_key import find_weakness, read_secret_key

WEAK = [
    "a" * 32,
    "changeme" * 4,
    "changeme123" * 4,
    "secret" * 6,
    "supersecret-supersecret-supersecret",
    "0123456789" * 4,
    "0123456789abcdef" * 2,
    "abcdefghijklmnopqrstuvwxyz012345",
    "please-change-this-secret-key-now!",
    "your-secret-key-here-your-secret-key",
    "password-password-password-password-",
    "correcthorse1-correcthorse1-correct",
    "qwertyuiopasdfghjklzxcvbnmqwertyuio",
    " " * 40,
    "dev" * 11,
    "ab" * 16 + "c",
]


def settings(folder, **chosen):
    return Settings(instance_path=folder, **{"env": "production"} | chosen)


@pytest.mark.parametrize("secret", WEAK)
def test_a_weak_key_stops_the_start_in_production_and_is_not_shown(tmp_path, secret):
    with pytest.raises(BadSetting) as stopped:
        read_secret_key(settings(tmp_path).model_copy(update={"secret_key": secret}))
    words = str(stopped.value)
    assert words.startswith("BALCONY_SECRET_KEY: ")
    assert "Example: BALCONY_SECRET_KEY=$(openssl rand -hex 32)" in words
    assert secret not in words


@pytest.mark.parametrize("content", [*(secret for secret in WEAK if secret.strip()), "abc", "0"])
def test_so_does_a_weak_key_in_the_file(tmp_path, content):
    (tmp_path / "secret-key").write_text(content)
    with pytest.raises(BadSetting) as stopped:
        read_secret_key(settings(tmp_path))
    words = str(stopped.value)
    assert str(tmp_path / "secret-key") in words
    assert f"openssl rand -hex 32 > {tmp_path / 'secret-key'}" in words
    assert len(content) < 4 or content not in words


@pytest.mark.parametrize("env", ["production", "development", "testing"])
@pytest.mark.parametrize("content", ["", "\n", "  \t\n\n"])
def test_a_file_without_a_key_stops_every_start_and_is_left_as_it_is(tmp_path, env, content):
    (tmp_path / "secret-key").write_text(content)
    with pytest.raises(BadSetting, match="is empty"):
        read_secret_key(settings(tmp_path, env=env))
    assert (tmp_path / "secret-key").read_text() == content


def test_a_file_that_cannot_be_read_stops_the_start_in_words(tmp_path):
    (tmp_path / "secret-key").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSetting, match="it holds no text"):
        read_secret_key(settings(tmp_path))
    (tmp_path / "secret-key").unlink()
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(BadSetting, match="Is a directory"):
        read_secret_key(settings(tmp_path))


@pytest.mark.parametrize("env", ["development", "testing"])
def test_while_building_any_key_will_do(tmp_path, env):
    assert read_secret_key(settings(tmp_path, env=env).model_copy(update={"secret_key": "a" * 40})) == "a" * 40


def test_keys_that_were_drawn_are_never_weak():
    drawn = [draw(32) for draw in (secrets.token_hex, secrets.token_urlsafe) for _ in range(500)]
    drawn += [secrets.token_hex(16) for _ in range(500)]
    assert {find_weakness(secret) for secret in drawn} == {""}


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path):
    folder = tmp_path / "new" / "instance"
    first = read_secret_key(settings(folder))
    assert read_secret_key(settings(folder)) == first
    assert len(first) == 64
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["secret-key"]
