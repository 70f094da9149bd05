"""The machine's Chromium: where it is and how it is started for tests. As a program: fails where there is none."""

import os
import shutil
import sys
from pathlib import Path

# The one without a window first: it draws the same in half the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# No sandbox: in containers and as root there is none to be had. The rest keeps it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "NO CHROMIUM ON THIS MACHINE: browser tests cannot run. Install chromium or google-chrome."


def find() -> str | None:
    """The program's path, or None; BALCONY_TEST_CHROMIUM names another."""
    named = os.environ.get("BALCONY_TEST_CHROMIUM")
    on_path = (shutil.which(name) for name in ([named] if named else NAMES))
    elsewhere = (path for path in ELSEWHERE if not named and Path(path).exists())
    return next((path for path in (*on_path, *elsewhere) if path), None)


def is_required() -> bool:
    """Whether a missing Chromium is a failure instead of a skip."""
    return os.environ.get("BALCONY_TEST_REQUIRE_BROWSER") == "1"


if __name__ == "__main__":
    sys.exit(None if find() else MISSING)
