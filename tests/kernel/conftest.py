"""A house with a few doors more, through which tests of the kernel reach what real pages rarely show."""

import secrets
import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask, abort, request
from flask.testing import FlaskClient

from forum.app import create_app
from forum.config import Settings
from forum.kernel import errors, sqlite
from forum.kernel.answers import done, refuse, safe_next
from forum.kernel.db import db
from forum.members.actions import sign_in
from forum.members.models import Member
from tests.support import renders
from tests.support.clients import Visitor

BRIEF_SECONDS = 0.2
both_read = threading.Barrier(2)
bp = Blueprint("workshop", __name__)


@bp.post("/workshop/made")
def made():
    """Make a member of the text; refuse no text."""
    if not request.form.get("text"):
        return refuse("errors/plain.html", title="Refused", words="Write something.")
    name = secrets.token_hex(8)
    somebody = Member(name=name, name_key=name, look_alike_key=name, bio=request.form["text"])
    db.session.add(somebody)
    db.session.flush()
    return done(f"/members/by-id/{somebody.id}", "Made.")


@bp.post("/workshop/raised/<int:status>")
def raised(status: int):
    """End in this status by the domain's own words."""
    kinds = {kind.status: kind for kind in errors.DomainError.__subclasses__()}
    raise kinds[status]("In words.")


@bp.route("/workshop/aborted/<int:status>", methods=["GET", "POST"])
def aborted(status: int):
    """End in this status by Werkzeug's."""
    abort(status)


@bp.route("/workshop/broken", methods=["GET", "POST"])
def broken():
    """Break."""
    raise RuntimeError("the secret of the projector")


@bp.get("/workshop/next")
def onward():
    """Where safe_next leads."""
    return safe_next("/fallback")


@bp.post("/workshop/crossed/<id:first>/<id:second>")
def crossed(first: int, second: int):
    """Change two members one after the other; when two requests come from both sides they lock each other out."""
    _add_to_bio(first)
    _meet()
    _add_to_bio(second)
    return done("/crossed")


@bp.post("/workshop/overtaken/<id:member_id>")
def overtaken(member_id: int):
    """Read, then change, in a transaction that must not have been overtaken."""
    db.session.rollback()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    db.session.scalar(sa.select(Member.bio).filter_by(id=member_id))
    _meet()
    _add_to_bio(member_id)
    return done("/overtaken")


def _meet() -> None:
    """Wait for the other request, the first time; a second try goes on alone."""
    if not both_read.broken and request.environ.setdefault("tests.tries", 0) == 0:
        request.environ["tests.tries"] += 1
        both_read.wait(timeout=10)


def _add_to_bio(member_id: int) -> None:
    db.session.execute(sa.update(Member).filter_by(id=member_id).values(bio=Member.bio + "+"))


@pytest.fixture(scope="session")
def workshop_house(house: Flask, settings: Settings) -> Iterator[Flask]:
    """The app on the same database, with the workshop's doors and little patience for a locked one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "BUSY_SECONDS", BRIEF_SECONDS)
        workshop = create_app(settings)
        renders.watch(workshop)
    workshop.register_blueprint(bp)
    workshop.test_client_class = Visitor
    workshop.config["WTF_CSRF_ENABLED"] = False
    yield workshop
    with workshop.app_context():
        db.engine.dispose()


@pytest.fixture
def workshop(app: Flask, workshop_house: Flask) -> Flask:
    """The workshop over empty tables."""
    return workshop_house


@pytest.fixture
def worker_in(workshop: Flask) -> Callable[..., FlaskClient]:
    """A client of the workshop, signed in as a member."""

    def worker_in(member: Member, house: Flask = workshop) -> FlaskClient:
        sign_in(member, stays=False, browser="tests")
        db.session.commit()
        client = house.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = member.get_id(), True
        return client

    return worker_in
