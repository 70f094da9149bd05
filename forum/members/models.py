"""People, what they may be, whom they follow, and where they are signed in."""

import enum
import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import UNSEEN, BigId, Model, Stamped, now

LONGEST_NAME = 60  # of an archived name; members choose at most 30 characters (names.py)
LONGEST_BIO = 2000
# SQLite reads a partial index only for the very condition it was made with.
HOLDS_BADGE = sa.text("is_super_reviewer")


class Role(enum.StrEnum):
    """What a member may do for the house."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Member(Stamped, Model):
    """Somebody who speaks here. Without a password nobody can sign in as them: an archived profile."""

    __tablename__ = "members"
    __table_args__ = (
        # Names break ties: SQLite cannot seek through those by id.
        sa.Index("ix_members_newest", "created_at", "name_key"),
        sa.Index("ix_members_newest_super", "created_at", "name_key", sqlite_where=HOLDS_BADGE,
                 postgresql_where=HOLDS_BADGE),
        sa.Index("ix_members_most_followed", "followers_count", "name_key"),
        sa.Index("ix_members_staff", "role", sqlite_where=sa.text("role <> 'member'"),
                 postgresql_where=sa.text("role <> 'member'")),
    )  # fmt: skip

    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(sa.String(4 * LONGEST_NAME), unique=True)
    look_alike_key: Mapped[str] = mapped_column(sa.String(8 * LONGEST_NAME), unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(10), default=Role.MEMBER)
    bio: Mapped[str] = mapped_column(sa.Text, default="")
    bio_html: Mapped[str] = mapped_column(sa.Text, default="")
    is_super_reviewer: Mapped[bool] = mapped_column(default=False)
    followers_count: Mapped[int] = mapped_column(default=0)
    following_count: Mapped[int] = mapped_column(default=0)

    # Flask-Login asks these of whoever is signed in.
    is_authenticated = True
    is_active = True
    is_anonymous = False
    sign_in_token = ""
    unread_lines = 0  # what they were told and did not read; only of who is asking, see session.py

    def get_id(self) -> str:
        """The token of the sign-in this member came with: revoking its row signs out."""
        return self.sign_in_token

    @property
    def is_archived(self) -> bool:
        """Whether nobody can sign in as this member."""
        return self.password_hash is None

    @property
    def moderates(self) -> bool:
        """Whether this member may decide; admins may everything moderators may."""
        return self.role in (Role.MODERATOR, Role.ADMIN)

    @property
    def administers(self) -> bool:
        """Whether this member keeps boards, roles and settings."""
        return self.role == Role.ADMIN

    @property
    def hue(self) -> int:
        """The color of this member's avatar, 0–359, from the name."""
        return hashlib.sha256(self.name_key.encode()).digest()[0] * 360 // 256


class SignIn(Stamped, Model):
    """One browser in which a member is signed in. The token itself is only in that browser; here is its hash."""

    __tablename__ = "sign_ins"
    __table_args__ = UNSEEN

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)

    member: Mapped[Member] = relationship(lazy="raise_on_sql")


class KnownDevice(Stamped, Model):
    """One browser in which a member has signed in before: what others guess does not close the sign-in there.

    It signs nobody in. The token is only in that browser's cookie; here is its hash, with the latest sign-in it had.
    """

    __tablename__ = "known_devices"
    __table_args__ = (sa.Index("ix_known_devices_latest", "member_id", "last_used_at", "id"), UNSEEN)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    sign_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sign_ins.id", ondelete="SET NULL"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    last_used_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Follow(Model):
    """One member reads another more closely."""

    __tablename__ = "follows"

    follower_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    followed_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
