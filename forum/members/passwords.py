"""Passwords: argon2id by OWASP's figures (t=2, m=19 MiB, p=1), and the same time spent on names nobody has."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 8, 256
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the hash to store. Takes about 20 ms: call it before the first query of a write."""
    return _hasher.hash(_normal(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Return whether the password is the one behind the hash; as slow, and always False, where there is no hash.

    Counts nothing: only `forum/members/guessing.py` calls this, which counts every wrong guess.
    """
    try:
        return _hasher.verify(password_hash or _nobody, _normal(password)) and password_hash is not None
    except InvalidHashError:  # no hash at all, as of the sample community's seats that nobody takes
        return verify_password(None, password)
    except VerificationError:
        return False


def generate_password() -> str:
    """Return a password for somebody who did not choose one: 120 bits, easy to copy."""
    return secrets.token_urlsafe(15)


def _normal(password: str) -> str:
    # The same password typed on another keyboard may arrive decomposed.
    return unicodedata.normalize("NFC", password)
