"""What happens to the badge."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BadgeAwarded:
    """A member became a Super Reviewer; no moderator where it came with an import."""

    member_id: int
    award_id: int
    moderator_id: int | None


@dataclass(frozen=True)
class BadgeWithdrawn:
    """A member is no longer a Super Reviewer."""

    member_id: int
    award_id: int
    moderator_id: int
