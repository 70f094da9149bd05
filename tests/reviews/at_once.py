"""Many people acting in the same moment, each in a thread and a session of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from forum.kernel.db import db
from forum.kernel.errors import DomainError
from forum.kernel.sqlite import writer

ABREAST = 8
TRIES = 5


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[type[DomainError] | None]:
    """Run all acts, eight abreast, each a transaction as in a request; what each was refused with, in their order."""
    abreast = min(ABREAST, len(acts))
    start = Barrier(abreast)

    def act(number: int) -> type[DomainError] | None:
        if number < abreast:
            start.wait(10)
        for left in reversed(range(TRIES)):
            with app.app_context(), writer():
                try:
                    acts[number]()
                    db.session.commit()
                    return None
                except DomainError as refusal:
                    return type(refusal)
                except OperationalError:
                    # On a disk with much else to do, waiting for the one writer may take too long: a request would
                    # answer 503 and be sent again.
                    if not left:
                        raise
                finally:
                    db.session.rollback()
        raise AssertionError("unreachable")

    db.session.commit()
    with ThreadPoolExecutor(abreast) as people:
        outcomes = list(people.map(act, range(len(acts))))
    db.session.expire_all()
    return outcomes
