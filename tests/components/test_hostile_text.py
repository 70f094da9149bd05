"""Nothing anybody typed becomes markup, in whichever component it stands."""

from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from werkzeug.datastructures import MultiDict

from forum.kernel.paging import Page
from tests.components.reading import Opinion, all_of, movie, somebody

pytestmark = pytest.mark.sqlite_only("components are drawn without a database")

EVIL = """<script>alert(1)</script>"'&"""


@pytest.mark.parametrize(
    ("name", "args", "facts"),
    [
        ("avatar", [EVIL, 40], {}),
        ("breadcrumbs", [[{"label": EVIL, "href": EVIL}, {"label": EVIL}]], {}),
        ("button_form", [EVIL], {"action": EVIL, "about": EVIL, "fields": {EVIL: EVIL}}),
        ("critic_review", [True, EVIL], {"critic": EVIL, "publication": EVIL, "url": EVIL, "original_score": EVIL}),
        ("empty_state", [EVIL, "star"], {"hint": EVIL, "href": EVIL, "action": EVIL}),
        ("error_summary", [[(EVIL, EVIL)]], {}),
        ("field", [Opinion(MultiDict({"title": EVIL})).title], {"hint": EVIL, "label": EVIL, "placeholder": EVIL}),
        ("film_quote", [[SimpleNamespace(character=EVIL, text=EVIL)]], {"timecode": EVIL}),
        ("member_link", [somebody(EVIL)], {}),
        ("notice", [EVIL], {"kind": EVIL}),
        ("pager", [Page([], after=EVIL, before=EVIL)], {"q": EVIL, "onward": EVIL}),
        ("poster", [movie(EVIL)], {"alone": True}),
        ("poster_card", [movie(EVIL)], {"meta": EVIL}),
        ("rating_input", [EVIL], {"legend": EVIL, "errors": [EVIL]}),
        ("tabs", [[{"label": EVIL, "href": EVIL}], EVIL], {}),
        ("thread_row", [EVIL], {"href": EVIL, "replies": 1, "movie": movie(EVIL)}),
    ],
    ids=lambda value: value if isinstance(value, str) and value != EVIL else "",
)
def test_nothing_anybody_typed_becomes_markup(draw, name, args, facts):
    drawn = draw(name, *args, **facts)
    assert all_of(drawn, "script") == []
    assert [at for element in drawn.iter() for at in element.attrib if at.startswith("on") or "<" in at] == []
    assert "alert(1)" in ET.tostring(drawn, encoding="unicode") or name == "avatar"
