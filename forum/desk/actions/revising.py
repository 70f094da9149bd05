"""Every change by hand goes through here: held, compared with what its editor saw, done, kept, and told in the record.

The movie's row is held first, so that two editors of one movie go one after the other.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from forum.desk.actions.sheets import Sheet, edition, sheet_of
from forum.desk.models import Entries, Revision
from forum.desk.policy import may_edit
from forum.kernel.db import db
from forum.kernel.errors import Missing, Outdated, WrongState
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.modlog.actions import record
from forum.movies.models import Movie

CHANGED_ELSEWHERE = "Somebody changed this after you opened it. Both texts are below."
GONE = "This is no longer there."
MOVED = "This movie became one with another a moment ago. Send it again."
UNDONE = "This change was undone already."
NO_UNDO = "This change cannot be undone with a button."


class ChangedElsewhere(WrongState):
    """Somebody saved first; `standing` is how it reads now."""

    def __init__(self, standing: Entries) -> None:
        super().__init__(CHANGED_ELSEWHERE)
        self.standing = standing


def add(editor: Member, movie: Movie, sheet: Sheet, entries: Entries, *, reason: str = "") -> int:
    """The movie has one more thing of this kind; returns its id. Raises Invalid for texts that cannot be stored."""
    require(may_edit(editor))
    hold(movie.id)
    subject_id = _added(sheet, movie.id, entries)
    keep(editor, movie, sheet.kind, subject_id, before=None, after=sheet.read(subject_id), reason=reason)
    record(editor, "added", movie, title=_title(movie, sheet), reason=reason)
    return subject_id


def change(
    editor: Member,
    movie: Movie,
    sheet: Sheet,
    subject_id: int,
    entries: Entries,
    *,
    seen: str,
    reason: str,
    suggested_by_id: int | None = None,
) -> Revision | None:
    """The thing reads like this; None where it did already. `seen` is the edition its editor read.

    Raises ChangedElsewhere when somebody saved since then, Invalid for texts that cannot be stored.
    """
    require(may_edit(editor))
    before = _standing(movie.id, sheet, subject_id)
    if edition(before) != seen:
        raise ChangedElsewhere(before)
    revision = _rewrite(editor, movie, sheet, subject_id, before, entries, reason)
    if revision:
        revision.suggested_by_id = suggested_by_id
        record(editor, "corrected", movie, title=_title(movie, sheet), reason=reason)
    return revision


def remove(editor: Member, movie: Movie, sheet: Sheet, subject_id: int, *, reason: str) -> None:
    """The thing is gone from the movie; its revision keeps how it read, and undoing that brings it back."""
    require(may_edit(editor))
    before = _standing(movie.id, sheet, subject_id)
    _removed(sheet, subject_id)
    keep(editor, movie, sheet.kind, subject_id, before=before, after=None, reason=reason)
    record(editor, "removed", movie, title=_title(movie, sheet), reason=reason)


def undo(editor: Member, revision: Revision, *, reason: str) -> None:
    """What this change changed reads as before it; what changed otherwise stays. `revision.movie` must be loaded.

    Raises WrongState when it was undone already, or when one of the same entries was changed again since.
    """
    require(may_edit(editor))
    movie, sheet = revision.movie, sheet_of(revision.subject_kind)
    if sheet is None:
        raise WrongState(NO_UNDO)
    hold(movie.id)
    if db.session.scalar(sa.select(Revision.id).where(Revision.undoes_id == revision.id)):
        raise WrongState(UNDONE)
    undoing = _undo(editor, revision, movie, sheet, reason)
    if undoing is not None:
        undoing.undoes_id = revision.id
    record(editor, "undid a change of", movie, title=_title(movie, sheet), reason=reason)


def keep(
    editor: Member,
    movie: Movie,
    kind: str,
    subject_id: int,
    *,
    before: Entries | None,
    after: Entries | None,
    reason: str,
) -> Revision:
    """This change stands in the movie's history: of what was there before and after, only what differs."""
    names = changed(before, after) if before is not None and after is not None else None
    revision = Revision(
        movie_id=movie.id,
        editor_id=editor.id,
        subject_kind=kind,
        subject_id=subject_id,
        before=_only(before, names),
        after=_only(after, names),
        reason=reason,
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def hold(movie_id: int) -> None:
    """Nobody else changes the movie by hand before this transaction ends.

    Raises Outdated where it became one with another after it was read: what is changed is found there.
    """
    movie = sa.select(Movie.id).where(Movie.id == movie_id).with_for_update(key_share=True)
    if db.session.scalar(movie) is None:
        raise Outdated(MOVED)


def changed(before: Entries, after: Entries) -> list[str]:
    """The names of the entries that read differently."""
    return [name for name in after if before.get(name, "") != after[name]]


def _undo(editor: Member, revision: Revision, movie: Movie, sheet: Sheet, reason: str) -> Revision | None:
    if revision.before is not None and revision.after is None:
        subject_id = _added(sheet, movie.id, revision.before)
        return keep(editor, movie, sheet.kind, subject_id, before=None, after=sheet.read(subject_id), reason=reason)
    standing = sheet.read(revision.subject_id)
    if standing is None:
        raise WrongState(GONE)
    after = revision.after or {}
    _refuse_changed_since(sheet, changed(standing, after))
    if revision.before is None:
        _removed(sheet, revision.subject_id)
        return keep(editor, movie, sheet.kind, revision.subject_id, before=standing, after=None, reason=reason)
    return _rewrite(editor, movie, sheet, revision.subject_id, standing, {**standing, **revision.before}, reason)


def _rewrite(
    editor: Member, movie: Movie, sheet: Sheet, subject_id: int, before: Entries, entries: Entries, reason: str
) -> Revision | None:
    sheet.write(subject_id, entries)
    after = sheet.read(subject_id) or {}
    if not changed(before, after):
        return None
    return keep(editor, movie, sheet.kind, subject_id, before=before, after=after, reason=reason)


def _standing(movie_id: int, sheet: Sheet, subject_id: int) -> Entries:
    hold(movie_id)
    standing = sheet.read(subject_id)
    if standing is None:
        raise Missing(GONE)
    return standing


def _added(sheet: Sheet, movie_id: int, entries: Entries) -> int:
    if sheet.add is None:
        raise WrongState(NO_UNDO)
    return sheet.add(movie_id, entries)


def _removed(sheet: Sheet, subject_id: int) -> None:
    if sheet.remove is None:
        raise WrongState(NO_UNDO)
    sheet.remove(subject_id)


def _refuse_changed_since(sheet: Sheet, names: Iterable[str]) -> None:
    labels = ", ".join(sheet.labels[name] for name in names if name in sheet.labels)
    if labels:
        raise WrongState(f"Changed again since then: {labels}. Correct it by hand.")


def _title(movie: Movie, sheet: Sheet) -> str:
    whose = f"{movie.title} ({movie.year})"
    article = "a" if sheet.add else "the"  # what cannot be added is there once
    return whose if sheet.kind == "movie" else f"{article} {sheet.called} of {whose}"


def _only(entries: Entries | None, names: Iterable[str] | None) -> dict[str, str] | None:
    if entries is None or names is None:
        return None if entries is None else dict(entries)
    return {name: entries.get(name, "") for name in names}
