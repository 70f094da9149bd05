"""Clients that visit as a browser would: what the test made is saved first, and nothing of a request leaks back."""

from contextvars import Context
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.kernel.db import db


class Visitor(FlaskClient):
    """A client whose requests run in a context of their own, as in a server.

    Inside the test's app context a request would share its session and its `g`, and so remember who was signed in
    on the visit before.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Visit; then forget what the test had loaded, so that it sees what the visit changed."""
        if not has_app_context():  # in a thread of its own: what the test made was saved when it was begun
            return Context().run(super().open, *args, **options)
        db.session.commit()
        answer = Context().run(super().open, *args, **options)
        db.session.expire_all()
        return answer


def signed_in_with(app: Flask, token: str) -> FlaskClient:
    """A browser that holds this sign-in's token."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client
