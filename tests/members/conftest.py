"""What tests about signing in share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from forum.app import create_app
from forum.kernel.db import db
from tests.support.clients import Visitor


@pytest.fixture
def limited(app, settings, tmp_path) -> Iterator[Flask]:
    """The site with its limits on and nothing counted yet."""
    limited = create_app(settings.model_copy(update={"rate_limits": True, "instance_path": tmp_path}))
    limited.test_client_class = Visitor
    limited.config["WTF_CSRF_ENABLED"] = False
    yield limited
    with limited.app_context():
        db.engine.dispose()
