"""Members from the command line: make one, promote one, help one who forgot the password."""

import click

from forum.kernel.db import db
from forum.members import actions, passwords
from forum.members.models import Role

ROLES = click.Choice([role.value for role in Role])


@click.group("members")
def group() -> None:
    """Members of the house."""


@group.command("create")
@click.argument("name")
@click.option("--role", type=ROLES, default=Role.MEMBER.value, show_default=True)
@click.option("--email")
def create(name: str, role: str, email: str | None) -> None:
    """Make a member and print a password for the first sign-in."""
    password = passwords.generate_password()
    password_hash = passwords.hash_password(password)
    member = actions.register_member(name, password_hash, email=email, role=Role(role))
    db.session.commit()
    click.echo(f"sign in: {member.role} {member.name} {password}")


@group.command("promote")
@click.argument("name")
@click.option("--role", type=ROLES, default=Role.MODERATOR.value, show_default=True)
def promote(name: str, role: str) -> None:
    """Give a member a role."""
    member = actions.named(name)
    actions.set_role(member, Role(role))
    db.session.commit()
    click.echo(f"{member.name} is now {member.role}.")


@group.command("reset-password")
@click.argument("name")
def reset_password(name: str) -> None:
    """Print a new password, and sign the member out everywhere. An archived profile is handed over this way."""
    password = passwords.generate_password()
    password_hash = passwords.hash_password(password)
    member = actions.named(name)
    actions.reset_password(member, password_hash)
    db.session.commit()
    click.echo(f"sign in: {member.role} {member.name} {password}")
