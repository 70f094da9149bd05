"""What members do to themselves and each other."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.kernel import markdown
from forum.kernel.db import add_once, db, now, take_out
from forum.kernel.errors import Denied, Invalid, WrongState
from forum.kernel.events import announce
from forum.kernel.security_log import log_event_after_commit
from forum.kernel.text import cleaned, is_sound
from forum.kernel.verdict import require
from forum.members.events import MemberFollowed, MemberRegistered, MembersArchived
from forum.members.models import LONGEST_NAME, Follow, KnownDevice, Member, Role, SignIn
from forum.members.names import TAKEN, chosen_name, look_alike_key, name_key
from forum.members.policy import may_change_roles, may_follow
from forum.members.queries import find_member, members_named

STAYS, LEAVES = timedelta(days=60), timedelta(days=1)


def register_member(name: str, password_hash: str, *, email: str | None = None, role: Role = Role.MEMBER) -> Member:
    """Add a member of this name. Raise Invalid when it is taken, looks like one that is, or may not be chosen.

    An address is only noted: unconfirmed it proves nothing, so it may stand beside several names.
    """
    name = chosen_name(name)
    member = Member(
        name=name,
        name_key=name_key(name),
        look_alike_key=look_alike_key(name),
        password_hash=password_hash,
        email=email,
        role=role.value,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise Invalid(TAKEN) from error
    announce(MemberRegistered(member.id))
    log_event_after_commit("auth.member_registered", member_id=member.id, role=member.role)
    return member


def archived_member(name: str) -> Member:
    """The profile of this very name, made when missing: nobody can sign in as it until it is handed over."""
    return archived_members([name])[name]


def archived_members(names: Iterable[str]) -> dict[str, Member]:
    """Profiles by the names given, missing ones made. A name that belongs to somebody gives that member."""
    names = list(dict.fromkeys(names))
    known = members_named(names)
    made = []
    for name in names:
        key = name_key(name)
        if key not in known:
            known[key] = _archive(name)
            made.append(known[key])
    db.session.flush()
    if made:
        announce(MembersArchived(tuple(member.id for member in made)))
    return {name: known[name_key(name)] for name in names}


def hand_over(member: Member, password_hash: str) -> None:
    """Somebody can sign in as this archived profile from now on."""
    unowned = sa.update(Member).where(Member.id == member.id, Member.password_hash.is_(None))
    if db.session.scalar(unowned.values(password_hash=password_hash).returning(Member.id)) is None:
        raise WrongState("This profile has an owner already.")
    log_event_after_commit("auth.password_changed", member_id=member.id, reason="handed_over")


def sign_in(member: Member, *, stays: bool, browser: str = "") -> SignIn:
    """Add a fresh sign-in to the member's list; `member.sign_in_token` is what the browser must bring."""
    token = secrets.token_urlsafe(32)
    until = now() + (STAYS if stays else LEAVES)
    row = SignIn(member_id=member.id, token_hash=token_hash(token), browser=browser[:200], expires_at=until)
    db.session.add(row)
    db.session.flush()
    member.sign_in_token = token
    return row


def sign_out(member: Member) -> None:
    """Void the sign-in this member came with."""
    take_out(SignIn, token_hash=token_hash(member.sign_in_token))
    log_event_after_commit("auth.signed_out", member_id=member.id)


def revoke_sign_in(member: Member, sign_in_id: int) -> None:
    """Void one of the member's sign-ins and forget its browser; somebody else's is not touched."""
    if take_out(KnownDevice, sign_in_id=sign_in_id, member_id=member.id):
        log_event_after_commit("auth.device_forgotten", member_id=member.id, reason="session_revoked")
    if take_out(SignIn, id=sign_in_id, member_id=member.id):
        log_event_after_commit("auth.session_revoked", member_id=member.id, reason="by_member")


def change_password(member: Member, password_hash: str) -> None:
    """Set the new password, void every other sign-in of the member and forget every other known browser."""
    member.password_hash = password_hash
    this = sa.select(SignIn.id).where(SignIn.token_hash == token_hash(member.sign_in_token)).scalar_subquery()
    others = KnownDevice.sign_in_id.is_distinct_from(this)
    db.session.execute(sa.delete(KnownDevice).where(KnownDevice.member_id == member.id, others))
    db.session.execute(sa.delete(SignIn).where(SignIn.member_id == member.id, SignIn.id != this))
    log_event_after_commit("auth.password_changed", member_id=member.id, reason="by_member")


def reset_password(member: Member, password_hash: str) -> None:
    """Set a password the member did not choose, void every sign-in and forget every browser."""
    member.password_hash = password_hash
    for kept in (SignIn, KnownDevice):
        db.session.execute(sa.delete(kept).where(kept.member_id == member.id))
    log_event_after_commit("auth.password_changed", member_id=member.id, reason="reset")


def describe_oneself(member: Member, bio: str) -> None:
    """The member's own words stand on the profile."""
    member.bio, member.bio_html = bio, markdown.render(bio) if bio else ""


def follow(member: Member, other: Member) -> None:
    """The member follows the other; following twice changes nothing."""
    require(may_follow(member, other))
    if add_once(Follow, follower_id=member.id, followed_id=other.id, created_at=now()):
        _count_follow(member, other, 1)
        announce(MemberFollowed(member.id, other.id))


def unfollow(member: Member, other: Member) -> None:
    """The member no longer follows the other."""
    if take_out(Follow, follower_id=member.id, followed_id=other.id):
        _count_follow(member, other, -1)


def give_role(admin: Member, member: Member, role: Role) -> None:
    """The member has this role. The house never loses its last admin, whoever is demoted at the same moment."""
    require(may_change_roles(admin))
    set_role(member, role, by=admin)


def set_role(member: Member, role: Role, *, by: Member | None = None) -> None:
    """Give the member this role, as an admin or from the command line."""
    # Locked together, so that two admins cannot demote each other in the same instant (a write skew).
    admins = sa.select(Member.id).where(Member.role == Role.ADMIN.value).with_for_update(key_share=True)
    if role is not Role.ADMIN and list(db.session.scalars(admins)) == [member.id]:
        raise Denied("The house needs an admin. Make somebody else one first.")
    if member.is_archived and role is not Role.MEMBER:
        raise Invalid("Nobody can sign in as an archived profile, so it cannot hold a role.")
    log_event_after_commit(
        "auth.role_changed", member_id=member.id, role=role.value, before=str(member.role), by=by.id if by else None
    )
    member.role = role.value


def set_super_reviewer(member: Member, held: bool) -> None:
    """The badge shows, or no longer shows, beside the member's name. The badges slice decides when."""
    member.is_super_reviewer = held


def forget_expired_sign_ins() -> None:
    """Delete sign-ins and known browsers past their time."""
    for kept in (SignIn, KnownDevice):
        db.session.execute(sa.delete(kept).where(kept.expires_at < now()))


def token_hash(token: str) -> str:
    """What is kept of a sign-in's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _archive(name: str) -> Member:
    shown = " ".join(cleaned(name).split()) if is_sound(name) else ""
    if not shown or len(shown) > LONGEST_NAME or "/" in shown:
        raise Invalid(f"A member's name has 1 to {LONGEST_NAME} characters and no slash.")
    # A file's names are taken as they are: one that looks like another keeps its own key by a mark no look has.
    look = look_alike_key(shown)
    taken = db.session.scalar(sa.select(Member.id).where(Member.look_alike_key == look))
    member = Member(name=shown, name_key=name_key(shown), look_alike_key=f"={name_key(shown)}" if taken else look)
    db.session.add(member)
    db.session.flush()
    return member


def _count_follow(member: Member, other: Member, step: int) -> None:
    one, two = sa.update(Member).where(Member.id == member.id), sa.update(Member).where(Member.id == other.id)
    counts = [
        (member.id, one.values(following_count=Member.following_count + step)),
        (other.id, two.values(followers_count=Member.followers_count + step)),
    ]
    # In the order of ids: two who follow each other at once must not wait for each other.
    for _, statement in sorted(counts, key=lambda count: count[0]):
        db.session.execute(statement)


def named(name: str) -> Member:
    """The member of this name for the command line; raises Invalid with the name."""
    member = find_member(name)
    if member is None:
        raise Invalid(f"There is no member called {name}.")
    return member
