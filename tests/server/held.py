"""A site with a page that holds its thread, and the ways to serve it with small ceilings."""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from flask import Flask

from forum.app import create_app
from forum.config import Settings, read_settings
from forum.server import serve
from forum.server.limits import DEFAULTS
from tests.support.site import ROOT

SMALL = replace(DEFAULTS, head_seconds=2, body_pause_seconds=2, waiting_requests=4, unread_seconds=3)
SHORT = replace(DEFAULTS, stuck_seconds=1, silence_seconds=2)


def make_app(chosen: Settings) -> Flask:
    """Return the application with `/hold`, which answers when the file `hold` is gone from the instance folder."""
    app = create_app(chosen)

    @app.get("/hold")
    def hold() -> str:
        while (chosen.instance / "hold").exists():
            time.sleep(0.05)
        return "let go"

    return app


def serve_with(instance: Path, port: int, limits: str) -> None:
    """Serve the site from this process, with one process to answer, until it is ended."""
    settings = {"PYTHONPATH": str(ROOT), "BALCONY_INSTANCE_PATH": str(instance), "BALCONY_WORKERS": "1"}
    os.environ |= settings | {"BALCONY_RATE_LIMITS": "false"}
    sys.path.insert(0, str(ROOT))
    with (instance / "log").open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        serve("127.0.0.1", port, read_settings(), make_app=make_app, limits={"small": SMALL, "short": SHORT}[limits])
