"""What editors do."""

from forum.desk.actions.movies import MOVIE, add_film
from forum.desk.actions.recalling import as_opened
from forum.desk.actions.revising import ChangedElsewhere, add, change, keep, remove, undo
from forum.desk.actions.sheets import Sheet, edition, sheet_of
from forum.desk.actions.suggesting import accept_suggestion, decline_suggestion, suggest

__all__ = [
    "MOVIE",
    "ChangedElsewhere",
    "Sheet",
    "accept_suggestion",
    "add",
    "add_film",
    "as_opened",
    "change",
    "decline_suggestion",
    "edition",
    "keep",
    "remove",
    "sheet_of",
    "suggest",
    "undo",
]
