"""How a change is shown: each entry by its label, with what went and what came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forum.desk.actions import sheet_of
from forum.desk.actions.merging import LABELS as MERGED
from forum.desk.models import Entries
from forum.desk.views.blueprint import bp
from forum.modlog.changes import Piece, changes


@dataclass(frozen=True)
class Difference:
    """One entry that reads differently."""

    name: str
    label: str
    pieces: list[Piece]


@bp.app_template_global()
def differences(kind: str, before: Entries | None, after: Entries | None) -> list[Difference]:
    """The entries that read differently, in the order of their sheet. None before or after: there was, or is, none."""
    old, new = before or {}, after or {}
    names = [name for name in _in_order(kind, {**old, **new}) if old.get(name, "") != new.get(name, "")]
    return [Difference(name, _label(kind, name), changes(old.get(name, ""), new.get(name, ""))) for name in names]


@bp.app_template_global()
def called(kind: str) -> str:
    """What a kind of thing is called: critic review."""
    sheet = sheet_of(kind)
    return sheet.called if sheet else kind


def _in_order(kind: str, names: Iterable[str]) -> list[str]:
    sheet = sheet_of(kind)
    order: Mapping[str, int] = {name: place for place, name in enumerate(sheet.labels)} if sheet else {}
    return sorted(names, key=lambda name: order.get(name, len(order)))


def _label(kind: str, name: str) -> str:
    sheet = sheet_of(kind)
    return (sheet.labels if sheet else MERGED).get(name, name)
