"""Typed announcements: one frozen dataclass per event, one blinker signal behind it."""

from collections.abc import Callable
from typing import Any, TypeVar

from blinker import Namespace

Listener = TypeVar("Listener", bound=Callable[[Any], None])
_signals = Namespace()


def announce(event: object) -> None:
    """Tell every listener, inside the current transaction."""
    _signals.signal(_name(type(event))).send(event)


def hears(kind: type) -> Callable[[Listener], Listener]:
    """Register a function to be called with each event of this kind."""

    def register(listener: Listener) -> Listener:
        _signals.signal(_name(kind)).connect(listener, weak=False)
        return listener

    return register


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
