"""A worker process for tests, with a handler whose doings can be seen from outside."""

import os
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from forum.kernel import sqlite, worker
from forum.kernel.db import add_once, db, now
from forum.kernel.jobs import handles
from forum.kernel.once import SentForm


@handles("test_visible")
def visible(number: int, folder: str, seconds: float) -> None:
    """Leave a row, and a file for as long as it takes; a file that is there already is somebody else at it."""
    mark = Path(folder) / f"{number}.running"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        (Path(folder) / f"{number}.twice").touch()
    (Path(folder) / f"{number}.begun.{os.getpid()}").touch()
    time.sleep(seconds)
    add_once(SentForm, member_id=number, key=str(os.getpid()), location="", created_at=now())
    mark.unlink(missing_ok=True)


def labor(database_url: str, lease: float) -> None:
    """Work on this database until told to stop; `lease` in seconds."""
    worker.LEASE = timedelta(seconds=lease)
    worker.SHORTEST_NAP = worker.LONGEST_NAP = 0.05
    app = Flask("laborer")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    db.init_app(app)
    with app.app_context():
        sqlite.prepare(db.engine)
    worker.work(app)
