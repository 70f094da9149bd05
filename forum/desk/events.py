"""What happens at the editor's desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SuggestionAccepted:
    """A member's correction stands."""

    suggestion_id: int
    member_id: int
    moderator_id: int


@dataclass(frozen=True)
class SuggestionDeclined:
    """A member's correction will not be made."""

    suggestion_id: int
    member_id: int
    moderator_id: int
