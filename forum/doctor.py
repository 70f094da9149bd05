"""`balcony doctor`: looks at everything a house needs, and says how to mend each fault."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from limits.storage import Storage

from forum.config import Settings, settings
from forum.kernel import schema
from forum.kernel.db import db, now
from forum.kernel.db_faults import DATABASE_ERRORS, describe_fault, safe_words
from forum.kernel.jobs import failed_jobs, last_beat, oldest_wait
from forum.kernel.limits import limiter
from forum.kernel.private_files import find_open_files
from forum.kernel.secret_key import EXAMPLE, FILE, find_weakness, read_secret_key

OLDEST_BEAT = timedelta(minutes=1)
MAX_NAMED_FILES = 5


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is sound, and what to know or do."""

    part: str
    sound: bool
    words: str

    def __str__(self) -> str:
        return f"{'OK   ' if self.sound else 'FAULT'} {self.part}: {self.words}"


Answer = tuple[bool, str]


def examine() -> Iterator[Finding]:
    """Look at one part after the other. What needs the database is not looked at without one."""
    for part, look in LOOKS.items():
        try:
            yield Finding(part, *look(settings()))
        except DATABASE_ERRORS as error:
            db.session.rollback()
            yield Finding(
                part,
                False,
                f"{safe_words(error) or describe_fault(error)}. Is it running, and is BALCONY_DATABASE_URL right?",
            )
            if part == "database":
                break
    else:
        return
    yield from (Finding(part, *look(settings())) for part, look in LOOKS.items() if part not in NEED_THE_DATABASE)


def _database(chosen: Settings) -> Answer:
    schema.answers()
    return True, f"{db.engine.dialect.name} answers" + (f" ({db.engine.url.database})" if chosen.on_sqlite else "")


def _migrations(_chosen: Settings) -> Answer:
    fault = schema.fault("the tables are not those of this version")
    return not fault, fault or "at the latest revision"


def _worker(_chosen: Settings) -> Answer:
    if not schema.is_ready():
        return False, schema.fault("cannot be asked about before the migrations")
    beat = last_beat()
    if beat is None or now() - beat > OLDEST_BEAT:
        seen = f"last seen {beat:%Y-%m-%d %H:%M} UTC" if beat else "never seen"
        return False, f"{seen}. `balcony serve` brings one; alone it is `balcony worker`"
    return True, f"seen within the last minute; the longest waiting job is {_seconds(oldest_wait())} s overdue"


def _failed_work(_chosen: Settings) -> Answer:
    if not schema.is_ready():
        return False, schema.fault("cannot be asked about before the migrations")
    failed = failed_jobs(1)
    if not failed:
        return True, "no job was given up on"
    return False, f"given up on, latest {failed[0].kind}: {failed[0].error[:200]}. Mend that, then retry it at /admin"


def _folders(chosen: Settings) -> Answer:
    folders = [chosen.instance, chosen.instance / "mail", chosen.instance / "media"]
    bad = [str(folder) for folder in folders if not _may_write(folder)]
    if bad:
        return False, f"not writable: {', '.join(bad)}. Give them to the user who runs Balcony"
    if exposed := find_open_files(chosen.instance, *chosen.sqlite_files):
        named = " ".join(map(str, exposed[:MAX_NAMED_FILES])) + (" …" if len(exposed) > MAX_NAMED_FILES else "")
        return False, f"others on this machine may read them: chmod go= {named}"
    return True, f"{chosen.instance} is writable, and for its owner alone"


def _secret(chosen: Settings) -> Answer:
    if weakness := find_weakness(read_secret_key(chosen)):
        return False, f"{weakness}. Set BALCONY_SECRET_KEY to the output of: {EXAMPLE}"
    return True, "set by BALCONY_SECRET_KEY" if chosen.secret_key else f"kept in {chosen.instance / FILE}, mode 0600"


def _base_url(chosen: Settings) -> Answer:
    if not chosen.base_url:
        return True, "not set, which is right for this machine alone; for others set BALCONY_BASE_URL=https://…"
    at_home = urlsplit(chosen.base_url).hostname in ("localhost", "127.0.0.1", "::1")
    if chosen.env == "production" and not chosen.secure and not at_home:
        return False, f"{chosen.base_url} is not https, so passwords travel in the open. Put a proxy with TLS before it"
    return True, chosen.base_url


def _mail(chosen: Settings) -> Answer:
    if chosen.smtp_url:
        return True, f"goes to {urlsplit(chosen.smtp_url).hostname}"
    return True, f"is written to {chosen.instance / 'mail'} (set BALCONY_SMTP_URL to send it)"


def _rate_limits(chosen: Settings) -> Answer:
    if not chosen.rate_limits:
        return False, "off. Unset BALCONY_RATE_LIMITS, else passwords can be guessed without end"
    store: Storage = limiter.storage
    where = "Redis" if chosen.redis_url else str(chosen.instance / "limits.db")
    if not store.check():
        return False, f"{where} cannot be used, so nothing is limited. See that it is there and writable"
    return True, f"counted in {where}"


LOOKS: dict[str, Callable[[Settings], Answer]] = {
    "database": _database,
    "migrations": _migrations,
    "worker": _worker,
    "failed work": _failed_work,
    "folders": _folders,
    "secret": _secret,
    "base URL": _base_url,
    "mail": _mail,
    "rate limits": _rate_limits,
}
NEED_THE_DATABASE = frozenset({"database", "migrations", "worker", "failed work"})


def _may_write(folder: Path) -> bool:
    """Whether files can be made in a folder, or it can be made itself."""
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def _seconds(wait: timedelta) -> int:
    return round(wait.total_seconds())
