"""The house rules that no linter knows: who commits, how long things grow, what each file says of itself."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import ROOT, Module, modules

LONGEST_FILE = 250
LONGEST_FUNCTION = 40

# Who ends a transaction, by the file's name or its folder's, with the reason.
EDGES = {
    "views": "a request that did something ends there",
    "api": "the same for programs",
    "jobs": "a job's work stands or falls as one",
    "cli": "a command's work stands or falls as one",
}
MORE_EDGES = {
    "forum/kernel/answers.py": "done() is how every view commits",
    "forum/kernel/web.py": "what a write reads before it takes its place is a transaction of its own",
    "forum/kernel/worker.py": "claiming a job, its success and its failure are each a transaction",
    "forum/imports/": "films are saved in batches, so that an interrupted import keeps what it has read",
    "forum/seeds/": "the sample community is saved part by part behind a progress bar",
}

# Where text becomes HTML without being escaped, with the reason it is safe.
TRUSTED_HTML = {
    "templates/components/rich.html": "draws stored HTML that came through the sanitizer when it was saved",
}

# The content policy refuses these; a custom property (style="--hue:40") is the one exception.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|javascript:|\sstyle=[\"'](?!\s*--)"
    r"|\son(click|change|submit|load|error|input|focus|blur|toggle|(key|mouse|pointer|touch)[a-z]+)="
)


def test_only_edges_commit():
    assert [fault for module in modules() if not _is_edge(module) for fault in _commits(module)] == []


def test_every_module_says_what_it_is_for():
    assert [module.place for module in modules() if not (ast.get_docstring(module.tree) or "").strip()] == []


def test_files_stay_short():
    lengths = {module.place: module.text.count("\n") for module in modules()}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_short():
    lengths = {
        f"{module.place}:{function.lineno} {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in modules()
        for function in module.functions()
    }
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_html_is_trusted_only_where_that_was_thought_about():
    in_code = {module.place for module in modules() if re.search(r"\bMarkup\(|\bMarkup\.|\|\s*safe\b", module.text)}
    in_templates = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "templates").rglob("*.*")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    }
    assert (in_code | in_templates) - set(TRUSTED_HTML) == set()


def test_templates_hold_no_script_and_no_style_of_their_own():
    faults = []
    for path in (ROOT / "templates").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        faults += [f"{path.relative_to(ROOT)}: {match.group()}" for match in INLINE.finditer(text)]
    assert faults == []


def test_lists_of_exceptions_hold_nothing_that_is_gone():
    assert [place for place in (*MORE_EDGES, *TRUSTED_HTML) if not (ROOT / place).exists()] == []


def _is_edge(module: Module) -> bool:
    parts = module.path.relative_to(ROOT).with_suffix("").parts
    return not EDGES.keys().isdisjoint(parts) or any(module.place.startswith(place) for place in MORE_EDGES)


def _commits(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"{module.place}:{node.lineno} commits"
