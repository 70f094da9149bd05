"""The only place where a password that was typed is checked, so that no form checks one without counting guesses.

Guesses from unknown browsers are counted by address, by name and address, and by name. A browser in which the member
has signed in before is counted by itself: whatever others guess, its owner gets in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.kernel.db import db
from forum.kernel.faults import wait_in_words
from forum.kernel.guess_limits import GuessLimit, TooManyGuesses, count_guess, guess_limit, is_reached
from forum.kernel.limits import address_key
from forum.kernel.security_log import keyed_digest, log_event
from forum.kernel.sqlite import reader
from forum.members.actions import token_hash
from forum.members.devices import find_device
from forum.members.models import Member
from forum.members.names import name_key
from forum.members.passwords import verify_password
from forum.members.queries import find_member

ADDRESS, NAME_AND_ADDRESS, NAME = "address", "name_and_address", "name"
WAIT = "Too many wrong passwords were tried from here. Try again in {wait}."
WAIT_OR_KNOWN = (
    "Too many wrong passwords were tried for this name, so nobody can sign in with it from a browser that we do not "
    "know. Try again in {wait}. In a browser where you have logged in before you can log in now."
)


@dataclass(frozen=True)
class _Found:
    """What the database knows of a name, read before the slow check."""

    member: Member | None
    member_id: int | None
    password_hash: str | None
    device_id: int | None


def find_by_password(name: str, password: str) -> Member | None:
    """Return the member of this name and password, or None. Raise TooManyGuesses when guesses are no longer taken.

    The answer and its time are the same whether the name exists or not.
    """
    found = _look_up(name)
    facts = {"member_id": found.member_id} | _digests(name)
    try:
        with count_guess(_limits_at_sign_in(name, found)) as guess:
            guess.was_right = verify_password(found.password_hash, password)
    except TooManyGuesses as closed:
        log_event("auth.sign_in_limited", reason=closed.limit.reason, **facts)
        raise
    if not guess.was_right:
        log_event("auth.sign_in_failed", reason=_reason(found), **facts)
    return found.member if guess.was_right else None


def confirm_password(member: Member, password: str) -> bool:
    """Return whether this is the password of the member who is signed in. Raise TooManyGuesses as above.

    Counted by the sign-in, so that neither a stranger nor another browser can close this to the member.
    """
    try:
        with count_guess(_limits_of("sign_in", token_hash(member.sign_in_token))) as guess:
            guess.was_right = verify_password(member.password_hash, password)
    except TooManyGuesses as closed:
        log_event("auth.confirmation_limited", reason=closed.limit.reason, member_id=member.id)
        raise
    if not guess.was_right:
        log_event("auth.confirmation_failed", reason="wrong_password", member_id=member.id)
    return guess.was_right


def name_limit(name: str) -> GuessLimit:
    """Return the limit of one name, for all unknown browsers together."""
    return guess_limit(NAME, "100 per hour", f"guess:name:{keyed_digest(name_key(name))}")


def explain_wait(closed: TooManyGuesses) -> str:
    """Return what to do, in words; the same whether the name exists or not."""
    words = WAIT_OR_KNOWN if closed.limit.reason == NAME else WAIT
    return words.format(wait=wait_in_words(closed.retry_after))


def _look_up(name: str) -> _Found:
    """Read as a reader, in a transaction of its own that ends here.

    What was loaded is let go first, whoever is signed in too: a rollback would send each row to be read again.
    """
    with reader():
        member = find_member(name)
        device = find_device(member)
        found = _Found(
            member,
            member.id if member else None,
            member.password_hash if member else None,
            device.id if device else None,
        )
        db.session.expunge_all()
        db.session.rollback()
    return found


def _limits_at_sign_in(name: str, found: _Found) -> Sequence[GuessLimit]:
    if found.device_id is not None:
        own = _limits_of("device", str(found.device_id))
        if not any(is_reached(limit) for limit in own):
            return own
        log_event("auth.device_locked", member_id=found.member_id, device_id=found.device_id)
    key, address = keyed_digest(name_key(name)), address_key()
    return (
        guess_limit(ADDRESS, "30 per 5 minutes", f"guess:{address}"),
        guess_limit(NAME_AND_ADDRESS, "10 per 5 minutes", f"guess:{address} name:{key}"),
        name_limit(name),
    )


def _limits_of(kind: str, key: str) -> Sequence[GuessLimit]:
    """Return the limits of one browser that was let in before."""
    return (
        guess_limit(kind, "10 per 5 minutes", f"guess:{kind}:{key}"),
        guess_limit(kind, "100 per day", f"guess:{kind}:{key}"),
    )


def _digests(name: str) -> dict[str, str]:
    return {"name_digest": keyed_digest(name_key(name)), "address_digest": keyed_digest(address_key())}


def _reason(found: _Found) -> str:
    if found.member_id is None:
        return "unknown_name"
    return "wrong_password" if found.password_hash else "archived_profile"
