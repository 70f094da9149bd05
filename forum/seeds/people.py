"""Bring the sample's members in, and give three of them a password."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from forum.badges.actions import award_badge
from forum.kernel.db import add_all_once, db
from forum.members import actions, passwords
from forum.members.models import Follow, Member, Role
from forum.seeds.sample import Person

SIGN_INS = "sample-sign-ins.txt"
# The seat is taken, but no password opens it.
SHUT = "!"
OPENED = datetime(2009, 1, 5, 20, tzinfo=UTC)


def bring_in(people: Sequence[Person]) -> dict[str, Member]:
    """Everybody is there, by name, as profiles nobody can sign in as yet: only such take words from files."""
    members = actions.archived_members([person.name for person in people])
    for person in people:
        member = members[person.name]
        if not member.is_archived:
            continue
        actions.describe_oneself(member, person.bio)
        member.role = person.role
        member.created_at = OPENED + timedelta(minutes=_draw(person.name, 300 * 24 * 60))
    return members


def introduce(people: Sequence[Person], members: dict[str, Member]) -> None:
    """They follow whom they follow, and five of them hold the badge, each for a reason."""
    _follow(people, members)
    admin = next(members[person.name] for person in people if person.role == Role.ADMIN.value)
    for person in people:
        if person.badge_reason and not members[person.name].is_super_reviewer:
            award_badge(admin, members[person.name], reason=person.badge_reason)


def seat(people: Sequence[Person], members: dict[str, Member]) -> list[str]:
    """Everybody's seat is taken. The lines that say how to sign in as those who may."""
    lines = []
    for person in people:
        member = members[person.name]
        if not member.is_archived:
            continue
        password = passwords.generate_password() if person.signs_in else ""
        actions.hand_over(member, passwords.hash_password(password) if password else SHUT)
        if password:
            lines.append(f"sign in: {member.role} {member.name} {password}")
    return lines


def keep_sign_ins(instance: Path, lines: Sequence[str]) -> None:
    """The lines stand in the instance folder, for its owner's eyes only."""
    if not lines:
        return
    handle = os.open(instance / SIGN_INS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _follow(people: Sequence[Person], members: dict[str, Member]) -> None:
    """Rows first, then one count of them for everybody."""
    pairs = [(members[person.name].id, members[name].id) for person in people for name in person.follows]
    add_all_once(Follow, [{"follower_id": one, "followed_id": other} for one, other in pairs])
    counted = sa.select(sa.func.count())
    totals = {
        "followers_count": counted.where(Follow.followed_id == Member.id).scalar_subquery(),
        "following_count": counted.where(Follow.follower_id == Member.id).scalar_subquery(),
    }
    everybody = sa.update(Member).where(Member.id.in_([member.id for member in members.values()]))
    db.session.execute(everybody.values(totals), execution_options={"synchronize_session": False})


def _draw(name: str, below: int) -> int:
    """A number that is always the same for a name, 0 ≤ number < below."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big") % below
