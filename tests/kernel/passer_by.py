"""A process with the real house and pages of its own in it, for tests: told over a pipe what to write and look at."""

from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from forum.app import create_app
from forum.config import Settings
from forum.kernel.db import db
from forum.kernel.sqlite import writer
from forum.movies.models import Movie
from tests.support.clients import signed_in_with
from tests.support.statements import count_queries


def pass_by(pipe: Connection, database_url: str, folder: Path) -> None:
    """Do what is asked for until nothing more is."""
    secret = "s" * 32
    app = create_app(Settings(env="testing", database_url=database_url, instance_path=folder, secret_key=secret))
    reader = member = app.test_client()
    while asked := pipe.recv():
        what, text = asked
        if what == "write":
            write(app, text)
            pipe.send(None)
        elif what == "sign in":
            member = signed_in_with(app, text)
            pipe.send(None)
        else:
            with count_queries() as statements:
                answer = (member if what == "look as a member" else reader).get(text)
            pipe.send((answer.text, len(statements)))


def write(app: Flask, title: str) -> None:
    """Every movie has another title, committed."""
    with app.app_context(), writer():
        db.session.execute(sa.update(Movie).values(title=title))
        db.session.commit()
