"""Errors in words that may be written down: what broke and where, and never what was in the hands of the code.

The message of an error may hold whatever it was raised about: a row, a password's hash, an address, words of a member.
So a message is written only where it cannot: it stands literally in the code that raised it, or its kind speaks of
code alone.
"""

import sys
import threading
import traceback
from collections.abc import Iterator
from types import CodeType, TracebackType
from typing import Any

import structlog
from jinja2 import TemplateError

from forum.kernel.db_faults import DATABASE_ERRORS, describe_fault

LEFT_OUT = "(message left out: it may hold what somebody typed)"
# Their messages name attributes, arguments, modules and templates.
ABOUT_CODE = (AttributeError, NameError, TypeError, ImportError, NotImplementedError, RecursionError, TemplateError)
MOST_CAUSES = 10

log = structlog.get_logger()


class LoggableError(Exception):
    """An error whose message is our own and holds nothing that a member typed."""


def describe_error(error: BaseException) -> str:
    """Return one line that says what broke: the kind, and the message where it may be written down."""
    if isinstance(error, DATABASE_ERRORS):
        return describe_fault(error)
    if isinstance(error, OSError):
        # File names are ours, and whoever has to mend it needs them.
        words = " ".join(str(part) for part in (error.strerror, error.filename) if part)
    elif isinstance(error, (LoggableError, *ABOUT_CODE)) or _is_literal(error):
        words = str(error)
    else:
        words = LEFT_OUT if error.args else ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def format_error(error: BaseException) -> str:
    """Return the traceback with all that led to it, each error as describe_error() says it."""
    parts = []
    for each, link in _chain(error):
        frames = "".join(traceback.format_tb(each.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{describe_error(each)}{link}")
    return "\n\n".join(parts)


def format_exc_info(_logger: Any, _method: str, event: Any) -> Any:
    """Put the traceback under "exception", as a processor of structlog."""
    error = _error_in(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = format_error(error)
    return event


def write_traceback(stream: Any, exc_info: Any) -> None:
    """Write the traceback for people, as an exception formatter of structlog's console."""
    error = _error_in(exc_info)
    stream.write(f"\n{format_error(error)}" if error is not None else "")


def log_what_nobody_caught() -> None:
    """Let errors that end the process or a thread go to the log, in place of Python's own tracebacks."""
    sys.excepthook = lambda kind, error, _where: _log_uncaught(kind, error)
    threading.excepthook = lambda ended: _log_uncaught(ended.exc_type, ended.exc_value)


def _log_uncaught(kind: type[BaseException], error: BaseException | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("process.error_not_caught", exc_info=error)


def _error_in(exc_info: Any) -> BaseException | None:
    """Return the error itself, however a logger was told of it."""
    if isinstance(exc_info, BaseException):
        return exc_info
    found = exc_info if isinstance(exc_info, tuple) else sys.exc_info() if exc_info else (None, None, None)
    return found[1] if isinstance(found[1], BaseException) else None


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """Yield what came first, first, each with the words that lead on to the next."""
    found = [(error, "")]
    while len(found) < MOST_CAUSES:
        last = found[-1][0]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or any(before is each for each, _ in found):  # an error may have led to itself
            break
        found.append((before, "\n\nThis led to:" if last.__cause__ else "\n\nWhile that was handled:"))
    return reversed(found)


def _is_literal(error: BaseException) -> bool:
    """Return whether the message stands as it is in the function that raised the error."""
    raised_in = _innermost(error.__traceback__)
    message = error.args[0] if len(error.args) == 1 else None
    return raised_in is not None and isinstance(message, str) and message in raised_in.co_consts


def _innermost(where: TracebackType | None) -> CodeType | None:
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    return where.tb_frame.f_code if where is not None else None
