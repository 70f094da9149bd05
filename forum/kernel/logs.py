"""What the house writes about itself: one line a request, JSON in production, readable in development, no secrets."""

import logging
import re
import sys
import time
import uuid
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

from forum.config import Settings
from forum.kernel import safe_errors

HEADER = "X-Request-ID"
# Of a proxy's id only what can stand in a header and a log line is believed.
_SOUND_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# A probe every few seconds would drown the rest.
NOT_LOGGED = frozenset({"/healthz"})
# Parts of an address that open a door, such as the link that sets a new password.
SECRET_PARTS = frozenset({"token", "code"})
# What these say at work is said by the house itself, in its own words.
TALKERS = ("alembic", "flask-limiter", "werkzeug")

log = structlog.get_logger()


def configure(chosen: Settings) -> None:
    """Send every line, also those of libraries, to standard error: as JSON in production, unless a person reads it."""
    for_machines = chosen.env == "production" and not sys.stderr.isatty()
    last: Processor = structlog.processors.JSONRenderer() if for_machines else _for_people()
    shared = _shared(for_machines)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    safe_errors.log_what_nobody_caught()
    _listen(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, last]))


def install(app: Flask) -> None:
    """Give each request an id, and write its line when it is answered. Register before everything else."""
    if not structlog.is_configured():  # the library's own way prints what was in the hands of the code
        structlog.configure(processors=[*_shared(for_machines=False, named=False), _for_people()])
    app.before_request(_begin)
    app.after_request(_end)


def one_line(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Escape what could start a line of its own or move a terminal's cursor; tracebacks keep their lines."""
    return {name: value if name == "exception" else _escaped(value) for name, value in event.items()}


def _shared(for_machines: bool, *, named: bool = True) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        *([structlog.stdlib.add_logger_name] if named else []),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([safe_errors.format_exc_info] if for_machines else []),
        one_line,
    ]


def _listen(formatter: logging.Formatter) -> None:
    """One handler of ours on the root; a second start in the same process replaces it."""
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _Lines)]:
        root.removeHandler(old)
    handler = _Lines()
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for talker in TALKERS:
        logging.getLogger(talker).setLevel(logging.WARNING)


class _Lines(logging.StreamHandler[Any]):
    """Writes to whatever standard error is at the moment."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _begin() -> None:
    sent = request.headers.get(HEADER, "")
    g.request_id = sent if _SOUND_ID.fullmatch(sent) else uuid.uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(answer: Response) -> Response:
    answer.headers[HEADER] = g.request_id
    if request.path not in NOT_LOGGED:
        took = round((time.perf_counter() - g.began) * 1000, 1)
        log.info("request", method=request.method, path=_path(), status=answer.status_code, ms=took)
    return answer


def _path() -> str:
    """The address without its query, whose words are the reader's own, and without the parts that open doors."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if name in SECRET_PARTS:
            path = path.replace(str(value), "***")
    return quote(path, safe="/:@!$&'()*+,;=~")


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), value)
    return value


def _for_people() -> Processor:
    # The default shows the local variables of every frame, and so what somebody typed.
    return structlog.dev.ConsoleRenderer(exception_formatter=safe_errors.write_traceback)
