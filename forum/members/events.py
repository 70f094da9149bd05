"""What happens to members."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MemberRegistered:
    """Somebody took a seat."""

    member_id: int


@dataclass(frozen=True)
class MemberFollowed:
    """One member began to follow another."""

    follower_id: int
    followed_id: int


@dataclass(frozen=True)
class MembersArchived:
    """These profiles came with files; nobody signs in as them."""

    member_ids: tuple[int, ...]
