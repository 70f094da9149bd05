"""Passwords hashed with the least effort there is: tests hash hundreds, and none of them is worth guessing."""

from argon2 import PasswordHasher

from forum.members import passwords


def ease() -> None:
    """From now on this process hashes in a moment; tests/members/test_passwords.py asks one that does not."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobody = passwords.hash_password("nobody")
