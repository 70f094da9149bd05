"""Style sheets, marks and scripts: small, and nothing a template names is missing from them."""

import gzip
import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
SHEETS = sorted((HOME / "static/css").glob("*.css"))
MOST_STYLE, MOST_SCRIPT = 20_000, 4_300  # bytes, compressed
LAYERS = {"reset", "tokens", "base", "layout", "components", "pages", "utilities"}


def read_all(folder, pattern):
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / folder).rglob(pattern)))


def weight_of(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_whole_look_is_light():
    assert weight_of(SHEETS) <= MOST_STYLE
    assert weight_of((HOME / "static/js").glob("*.js")) <= MOST_SCRIPT


def test_every_sheet_is_linked_and_every_link_has_its_sheet():
    linked = re.search(r"for sheet in \[(.*?)\]", read_all("templates", "base.html"))
    assert linked
    assert set(re.findall(r'"(\w+)"', linked[1])) == {sheet.stem for sheet in SHEETS}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_rule_stands_in_a_layer(sheet):
    plain = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    outside, depth = "", 0
    for part in re.split(r"([{}])", plain):
        depth += {"{": 1, "}": -1}.get(part, 0)
        outside += part if depth == 0 and part != "}" else ""
    assert depth == 0
    assert set(re.findall(r"@layer (\w+)\s*(?=@|$)", outside)) <= LAYERS
    assert re.sub(r"@layer [\w, ]+;?", "", outside).strip() == ""


def test_every_color_and_size_that_is_used_is_defined():
    style = read_all("static/css", "*.css") + read_all("templates", "*.html")
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", style)), set(re.findall(r"(--[\w-]+):", style))
    assert used - defined == set()


def test_every_mark_a_template_names_is_in_the_sprite():
    marks = set(re.findall(r'<symbol id="icon-([\w-]+)"', read_all("static", "icons.svg")))
    named = set(re.findall(r'icon(?:\(|=)\s*"([\w-]+)"', read_all("templates", "*.html")))
    assert named - marks == set()


def test_a_mark_needs_nothing_else_from_its_file():
    assert "url(#" not in read_all("static", "icons.svg")
    assert "<use" not in read_all("static", "icons.svg")


def test_every_element_a_template_uses_is_defined():
    defined = set(re.findall(r'customElements\.define\("([\w-]+)"', read_all("static/js", "*.js")))
    used = set(re.findall(r"<([a-z]+-[a-z-]+)[\s>]", read_all("templates", "*.html")))
    assert used <= defined


def test_no_script_knows_an_address():
    script = re.sub(r"/\*.*?\*/", "", read_all("static/js", "*.js"), flags=re.DOTALL)
    assert re.findall(r"""["'`](?:https?:|/)[\w/]""", script) == []
