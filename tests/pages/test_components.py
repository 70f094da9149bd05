"""The page that shows every component: nothing is missing from it, and only those who build the house see it."""

import re
from pathlib import Path

import pytest

from forum.app import create_app
from tests.support.statements import count_queries

HOME = Path(__file__).parents[2]


@pytest.mark.sqlite_only("components are drawn without a database")
def test_every_component_and_every_mark_has_its_specimen_and_no_row_is_read(client):
    with count_queries() as statements:
        page = client.get("/components").text
    files = {path.stem for path in (HOME / "templates/components").glob("*.html")}
    assert set(re.findall(r'data-component="(\w+)"', page)) == files
    marks = set(re.findall(r'<symbol id="icon-([\w-]+)"', (HOME / "static/icons.svg").read_text(encoding="utf-8")))
    assert marks - set(re.findall(r"#icon-([\w-]+)", page)) == set()
    assert len(statements) == 0


def test_an_open_house_has_no_such_page(settings, app):
    assert (
        create_app(settings.model_copy(update={"env": "production"})).test_client().get("/components").status_code
        == 404
    )
