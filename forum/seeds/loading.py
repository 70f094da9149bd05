"""Load the sample community, from the first member to the last vote."""

from pathlib import Path

from forum.imports import filmfile
from forum.imports.entries import Fault
from forum.imports.running import Import
from forum.kernel.db import db
from forum.kernel.errors import DomainError
from forum.members.actions import archived_members
from forum.members.models import Member, Role
from forum.members.queries import members_named
from forum.seeds import applause, people, sample, talk


class SampleFault(DomainError):
    """The sample's own film file is at fault."""


def is_loaded() -> bool:
    """Whether the sample's members have taken their seats, which is the last thing that loading does."""
    return any(not member.is_archived for member in known_members())


def known_members() -> list[Member]:
    """Those of the sample's members who are here."""
    return list(members_named(person.name for person in sample.people()).values())


def load(instance: Path) -> list[str]:
    """The sample community lives here. The lines that say how to sign in, which the instance folder keeps as well.

    Interrupted and begun again it ends the same; the seats come last, because files speak only for nobody's names.
    """
    everybody = sample.people()
    people.introduce(everybody, people.bring_in(everybody))
    db.session.commit()
    _bring_movies_in()
    members = archived_members([person.name for person in everybody])
    talk.open_boards(members)
    admin, moderator = (_first(everybody, members, role) for role in (Role.ADMIN, Role.MODERATOR))
    talk.keep_order(admin)
    applause.applaud(list(members.values()))
    applause.fill_the_queue(moderator, [member for member in members.values() if not member.moderates])
    lines = people.seat(everybody, members)
    people.keep_sign_ins(instance, lines)
    db.session.commit()
    return lines


def _bring_movies_in() -> None:
    run = Import(_refuse, strict=True)
    with sample.MOVIES.open("rb") as file:
        for _ in run.take(filmfile.SOURCE, filmfile.films_in(file), gently=filmfile.FILLS_GAPS):
            pass
    run.end()


def _refuse(fault: Fault) -> None:
    raise SampleFault(str(fault))


def _first(everybody: list[sample.Person], members: dict[str, Member], role: Role) -> Member:
    return next(members[person.name] for person in everybody if person.role == role.value)
