"""The state of logging, which belongs to the whole process, kept as it was."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from forum.kernel.logs import TALKERS


@contextmanager
def kept() -> Iterator[None]:
    """Inside, logging may be configured; after it, it is as before."""
    root = logging.getLogger()
    before, level, handlers = structlog.get_config(), root.level, root.handlers[:]
    hooks = sys.excepthook, threading.excepthook
    try:
        yield
    finally:
        structlog.configure(**before)
        sys.excepthook, threading.excepthook = hooks
        root.setLevel(level)
        root.handlers = handlers
        for talker in TALKERS:
            logging.getLogger(talker).setLevel(logging.NOTSET)
