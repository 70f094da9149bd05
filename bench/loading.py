"""Load: wrk asks, and says how often it was answered and how long it waited."""

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
READERS = 16


@dataclass(frozen=True)
class Request:
    """One request, as often as there is time for it; `@@` in the body is another number each time."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Answer:
    """What wrk measured in one go."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int

    @property
    def rps(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def ask(address: str, requests: list[Request], *, seconds: int, connections: int = READERS) -> Answer:
    """Send these requests in turns for so long, on so many connections at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.write("".join(map(_written, requests)))
        file.flush()
        how = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
        done = subprocess.run(["wrk", *how, address, "--", file.name], check=True, capture_output=True, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    return Answer(**json.loads(line.removeprefix("RESULT ")))


def _written(request: Request) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
    return f"{request.method} {request.path}\n{headers}\n{request.body}\n%%\n"
