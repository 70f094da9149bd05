"""Find: things that have the words, the best of them first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.kernel.db import db
from forum.search.looking import look
from forum.search.models import NAMED, Entry, Kind
from forum.search.near import Near, near_words
from forum.search.words import Query

NAMED_LAST = 3  # the last tier of `_rank` in which it is the name that has the words

Ranked = tuple[tuple[int, ...], str, int]  # where it stands, its kind, its id


@dataclass(frozen=True)
class Found:
    """The ids of the entries found, best first, by kind. `nearly`: no name is what was typed, but these come close."""

    ids: dict[Kind, list[int]]
    nearly: bool = False


def find(query: Query, kinds: Sequence[Kind], *, names_only: bool = False) -> Found:
    """What of these kinds has the words of the query, in at most three statements."""
    if not query.words:
        return Found({})
    words = [[word] for word in query.words]
    beginnings = [exact for exact in (query.exact, query.exact_before_year) if exact]
    rows = look(words, tuple(kinds), texts=not names_only, beginnings=beginnings)
    ranked = sorted(_rank(query, *row) for row in rows)
    found = _by_kind(ranked)
    named = tuple(kind for kind in kinds if kind in NAMED)
    if not named or any(rank[0] <= NAMED_LAST for rank, kind, _ in ranked if kind in NAMED):
        return Found(found)
    near = _find_near(query, named)
    # Names that come close are meant rather than things that only speak of these words.
    for kind, ids in near.items():
        found[kind] = list(dict.fromkeys([*ids, *found.get(kind, ())]))
    return Found(found, nearly=bool(near))


def load(ids: Sequence[int]) -> list[Entry]:
    """These entries in this order, with their movies, people and members; without members who are gone."""
    whose = joinedload(Entry.movie), joinedload(Entry.person), joinedload(Entry.member)
    entries = db.session.scalars(sa.select(Entry).options(*whose).where(Entry.id.in_(ids)))
    by_id = {entry.id: entry for entry in entries if entry.kind != Kind.MEMBER or entry.member}
    return [by_id[entry_id] for entry_id in ids if entry_id in by_id]


def _find_near(query: Query, kinds: tuple[Kind, ...]) -> dict[Kind, list[int]]:
    near = near_words(query.words)
    if all(len(words) == 1 for words in near):
        return {}
    rows = look(near, kinds, texts=False)
    return _by_kind(sorted(_slips(near, *row) for row in rows))


def _by_kind(ranked: Iterable[Ranked]) -> dict[Kind, list[int]]:
    ids: dict[str, list[int]] = {}
    for _, kind, entry_id in ranked:
        ids.setdefault(kind, []).append(entry_id)
    return {Kind(kind): some for kind, some in ids.items()}


def _slips(
    near: Sequence[Near], entry_id: int, kind: str, _exact: str, names: str, ratings: int | None, year: int | None
) -> Ranked:
    """How far a name is from what was typed, then how much else is in it, then how well known it is."""
    own = set(names.split())
    met = [min((slips for word, slips in words.items() if word in own), default=1) for words in near]
    return (sum(met), len(own), -(ratings or 0), -(year or 0), -entry_id), kind, entry_id


def _rank(
    query: Query, entry_id: int, kind: str, exact: str, names: str, ratings: int | None, year: int | None
) -> Ranked:
    """An exact name, then one that begins so, then one with all the words, then the rest; the well known first.

    Answers where it stands with its kind and id. It runs a thousand times a page.
    """
    known, age = -(ratings or 0), -(year or 0)
    if exact and (exact == query.exact or (year == query.year and exact == query.exact_before_year)):
        return (0, known, age, -entry_id), kind, entry_id
    if exact and exact.startswith(query.exact):
        return (1, known, age, -entry_id), kind, entry_id
    words = names.split()
    missing = [word for word in query.words if word not in words]
    begun = missing == [query.words[-1]] and any(word.startswith(missing[0]) for word in words)
    tier = NAMED_LAST if begun else 4 if missing else 2
    return (tier, known, len(words) if kind in NAMED else 0, age, -entry_id), kind, entry_id
