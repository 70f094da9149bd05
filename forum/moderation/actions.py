"""What moderators and admins decide about members, each with its line in the record."""

from forum.kernel.db import db
from forum.kernel.verdict import require
from forum.members import actions as members
from forum.members.models import Member, Role
from forum.members.policy import may_change_roles, may_moderate
from forum.modlog.actions import record


def hand_over_profile(moderator: Member, member: Member, password_hash: str) -> None:
    """Somebody can sign in as this archived profile. Raises WrongState when it has an owner."""
    require(may_moderate(moderator))
    members.hand_over(member, password_hash)
    record(moderator, "handed over", member, title=f"The archived profile {member.name}")


def give_role(admin: Member, member: Member, role: Role) -> None:
    """The member has this role. The house never loses its last admin, whoever is demoted at the same moment."""
    require(may_change_roles(admin))
    members.set_role(member, role, by=admin)
    db.session.flush()
    record(admin, "gave a role", member, title=f"{member.name}: {role.value}")
