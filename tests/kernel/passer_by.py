"""A process with the real house in it, for tests: a line of JSON in, one out."""

import json
import sys

import sqlalchemy as sa

from forum.app import create_app
from forum.boards.models import Board
from forum.config import Settings
from forum.kernel import logs
from forum.kernel.db import db
from forum.kernel.sqlite import writer
from tests.support.statements import count_queries


def look(path: str) -> dict[str, object]:
    """What a reader is shown, and how much the database was asked for it."""
    with count_queries() as asked:
        answer = client.get(path)
    return {"status": answer.status_code, "body": answer.text, "queries": len(asked)}


def write(name: str) -> dict[str, object]:
    """Every board has another name, committed."""
    with app.app_context(), writer():
        db.session.execute(sa.update(Board).values(name=name))
        db.session.commit()
    return {}


if __name__ == "__main__":
    chosen = Settings(env="testing", database_url=sys.argv[1], instance_path=sys.argv[2], secret_key="s" * 32)
    logs.configure(chosen)  # what it has to say about itself belongs on the other stream
    app = create_app(chosen)
    client = app.test_client()
    for line in sys.stdin:
        asked_for = json.loads(line)
        done = write(asked_for["write"]) if "write" in asked_for else look(asked_for["look"])
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()
