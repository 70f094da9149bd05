"""The real house on a port of its own: migrated, with the sample community, served by the production server."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
START_SECONDS = 180  # a busy machine takes its time; where all is well nobody waits
STOP_SECONDS = 15
SIGN_IN = re.compile(r"^sign in: (\w+) (.+) (\S+)$", re.MULTILINE)


@dataclass
class Site:
    """A running house; `sign_ins` holds (name, password) for each role of the sample community."""

    instance: Path
    database_url: str
    url: str = ""
    sign_ins: dict[str, tuple[str, str]] = field(default_factory=dict)
    _server: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Migrate, load the sample community, and serve until closed."""
        self.command("db", "upgrade")
        self.command("demo", "load")
        listed = (self.instance / "sample-sign-ins.txt").read_text(encoding="utf-8")
        self.sign_ins = {role: (name, password) for role, name, password in SIGN_IN.findall(listed)}
        self.serve()

    def serve(self) -> None:
        """Serve, again on the same port where it was served before."""
        port = self.url.rpartition(":")[2] or str(_free_port())
        self.url = f"http://127.0.0.1:{port}"
        with (self.instance / "serve.log").open("ab") as log:
            serve = [*self._balcony(), "serve", "--host", "127.0.0.1", "--port", port]
            self._server = subprocess.Popen(serve, stdout=log, stderr=log, env=self._environment(), cwd=self.instance)
        self._wait()

    def command(self, *words: str) -> str:
        """What a command printed; raises with its complaint when it fails."""
        done = subprocess.run(
            [*self._balcony(), *words],
            check=False,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd=self.instance,
        )
        if done.returncode:
            raise RuntimeError(f"balcony {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def close(self) -> None:
        """Stop serving."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()

    def children(self) -> list[psutil.Process]:
        """The processes that the server started: those that answer, and the worker."""
        return psutil.Process(self._server.pid).children() if self._server and self._server.poll() is None else []

    def kill(self) -> None:
        """Kill the server and everything it started, at once."""
        if self._server and self._server.poll() is None:
            family = [*psutil.Process(self._server.pid).children(recursive=True), psutil.Process(self._server.pid)]
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self._server.wait()
            psutil.wait_procs(family, STOP_SECONDS)

    def wait_until_ready(self) -> None:
        """Wait until the house says of itself that it can serve; start it again where it ended, as an init would."""
        if self._server and self._server.poll() is not None:
            self.serve()
        try:
            self._wait("/readyz")
        except RuntimeError:
            if self._server and self._server.poll() is None:
                raise
            self.serve()
            self._wait("/readyz")

    def _balcony(self) -> list[str]:
        return [sys.executable, "-P", "-m", "forum.cli"]

    def _environment(self) -> dict[str, str]:
        mine = {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
            "BALCONY_ENV": "development",  # as an open house, and with the page of all components
            "BALCONY_INSTANCE_PATH": str(self.instance),
            "BALCONY_DATABASE_URL": self.database_url,
            "BALCONY_BASE_URL": self.url,
            "BALCONY_RATE_LIMITS": "false",  # a journey writes faster than a person
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("BALCONY_")} | mine

    def _wait(self, path: str = "/healthz") -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._server and self._server.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}{path}", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.close()
        log = (self.instance / "serve.log").read_text(encoding="utf-8")
        raise RuntimeError(f"the house did not open:\n{log[-5000:]}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
