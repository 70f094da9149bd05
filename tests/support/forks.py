"""Further processes without the wait: forked from one that has imported the house already."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["forum.cli"])


def start(act: Callable[..., Any], *args: Any) -> BaseProcess:
    """A process that does `act(*args)` and ends; both must be importable by name, nothing of the test is copied."""
    process = _context.Process(target=act, args=args)
    process.start()
    return process
