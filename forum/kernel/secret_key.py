"""The key that signs cookies: where it comes from, and what makes one too weak to sign anything with."""

import os
import secrets
import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import structlog

from forum.config import SHORTEST_SECRET, BadSetting, Settings
from forum.kernel.private_files import make_private_folder

log = structlog.get_logger()

VARIABLE, FILE = "BALCONY_SECRET_KEY", "secret-key"
EXAMPLE = "openssl rand -hex 32"
FEWEST_SIGNS = 8
# What stands in examples, and what somebody types who wants to be done. A key may hold one beside enough other signs.
PLACEHOLDERS = (
    "changeme", "changeit", "change", "please", "default", "example", "insecure", "password", "passwort", "secret",
    "supersecret", "balcony", "flask", "django", "development", "testing", "test", "todo", "xxx", "your", "key", "dev",
    "admin", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwerty", "letmein", "this", "here", "the",
)  # fmt: skip


def read_secret_key(chosen: Settings) -> str:
    """Return the key in use: the one set, else the one kept in the instance folder, made there at the first start.

    Raise BadSetting for a file that holds no key, and in production for a key that is easy to guess; in development the
    log says so.
    """
    if chosen.secret_key:
        _refuse_weak(chosen, chosen.secret_key, f"{VARIABLE}: %s. Example: {VARIABLE}=$({EXAMPLE})")
        return chosen.secret_key
    path = chosen.instance / FILE
    secret = _read_or_make(path)
    # Never made anew by itself: that would sign everybody out, and hide that a disk or a copy lost what it held.
    mend = f"Put the file back from a copy; or, which signs everybody out: {EXAMPLE} > {path}"
    if not secret:
        raise BadSetting(f"{path}: the file of the key is empty. {mend}")
    _refuse_weak(chosen, secret, f"{path}: the key in this file %s. {mend}")
    return secret


def find_weakness(secret: str) -> str:
    """Return in words why this key is easy to guess, without naming it; empty when it is not."""
    if len(secret) < SHORTEST_SECRET:
        return f"must be at least {SHORTEST_SECRET} characters long"
    if len(set(secret)) < FEWEST_SIGNS or _is_repeated(secret):
        return "repeats the same few characters"
    if sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(secret)) > len(secret) / 2:
        return "is a row of letters or digits in their order"
    if len(_without_placeholders(secret)) < min(len(secret), SHORTEST_SECRET) // 2:
        return "is made of words from examples"
    return ""


def _refuse_weak(chosen: Settings, secret: str, message: str) -> None:
    weakness = find_weakness(secret)
    if weakness and chosen.env == "production":
        raise BadSetting(message % weakness)
    if weakness and chosen.env == "development":
        log.warning("secret_key.weak", reason=weakness)


def _is_repeated(secret: str) -> bool:
    """Whether it is one piece again and again, the last one perhaps cut off."""
    return any(secret == (secret[:size] * len(secret))[: len(secret)] for size in range(1, len(secret) // 2 + 1))


def _without_placeholders(secret: str) -> str:
    rest = secret.casefold()
    for word in sorted(PLACEHOLDERS, key=len, reverse=True):
        rest = rest.replace(word, "")
    return "".join(sign for sign in rest if sign.isalnum())


def _read_or_make(path: Path) -> str:
    make_private_folder(path.parent)
    if not path.exists():
        _make(path)
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it holds no text"
        raise BadSetting(f"{path}: the file of the key cannot be read: {reason}.") from error


def _make(path: Path) -> None:
    """Write a whole key at once: of two processes that start together one writes it, and both read it."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # readable by its owner alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())  # after a power cut there is a whole key under this name, or none
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
