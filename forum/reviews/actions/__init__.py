"""What members do with reviews, and what is told of those that critics wrote."""

from forum.reviews.actions.critics import CriticFacts, add_critic_review, correct_critic_review, remove_critic_review
from forum.reviews.actions.opinions import (
    Opinion,
    Weight,
    find_helpful,
    find_unhelpful,
    held_review,
    mark_super_reviewer,
    put_review,
    reads,
    weight_of,
    withdraw_review,
    write_review,
)

__all__ = [
    "CriticFacts",
    "Opinion",
    "Weight",
    "add_critic_review",
    "correct_critic_review",
    "find_helpful",
    "find_unhelpful",
    "held_review",
    "mark_super_reviewer",
    "put_review",
    "reads",
    "remove_critic_review",
    "weight_of",
    "withdraw_review",
    "write_review",
]
