"""What is kept of a password."""

from pathlib import Path

from forum.members import passwords
from tests.support import forks


def test_a_hash_costs_whoever_stole_it_what_owasp_asks(tmp_path):
    kept = tmp_path / "hash"
    forks.start(keep_hash, kept).join()
    assert kept.read_text().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_password_opens_what_has_no_hash():
    assert not passwords.verify_password(None, "nobody")
    assert not passwords.verify_password("not a hash", "nobody")


def keep_hash(file: Path) -> None:
    """Hash as the house does: this process was not eased."""
    file.write_text(passwords.hash_password("the long way home"))
