"""How tests of components look at one."""

import html5lib
import pytest
from flask import get_template_attribute


@pytest.fixture
def draw(app):
    """Draw one component and read it as a browser would: draw("stars", 3.5)."""

    def draw(name, *args, macro=None, **kwargs):
        with app.test_request_context("/movies"):
            drawn = get_template_attribute(f"components/{name}.html", macro or name)(*args, **kwargs)
        return html5lib.parseFragment(drawn, namespaceHTMLElements=False)

    return draw
