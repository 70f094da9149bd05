"""What editors do."""

from forum.desk.actions.revising import add, change, keep, remove, undo
from forum.desk.actions.sheets import Sheet, edition, sheet_of

__all__ = ["Sheet", "add", "change", "edition", "keep", "remove", "sheet_of", "undo"]
