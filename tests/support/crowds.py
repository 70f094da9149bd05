"""Many visitors at the same moment: real threads against the real databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

from forum.kernel.db import db

PATIENCE_SECONDS = 60


def all_at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread of its own, all let go together; what each answered, in the order given."""
    db.session.commit()
    gate = threading.Barrier(len(acts))

    def go(act: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE_SECONDS)
        return Context().run(act)

    with ThreadPoolExecutor(len(acts)) as crowd:
        answers = [answer.result(PATIENCE_SECONDS) for answer in [crowd.submit(go, act) for act in acts]]
    db.session.expire_all()
    return answers
