"""The list of attack and fault cases names only tests that exist, and leaves no case out."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "security-cases.md"
CASES = 76
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`([^`]+\.py)::(\w+)`")
LATER = re.compile(r"later: \w+")


def test_every_case_has_its_row():
    assert [int(number) for number, _ in _rows()] == list(range(1, CASES + 1))


def test_every_row_names_a_test_or_says_what_it_waits_for():
    assert [number for number, cell in _rows() if not TEST.search(cell) and not LATER.fullmatch(cell)] == []


def test_every_test_that_is_named_exists():
    named = {found for _, cell in _rows() for found in TEST.findall(cell)}
    assert len(named) > CASES
    assert {f"{path}::{name}" for path, name in named if name not in _tests_in(path)} == set()


def _rows():
    return ROW.findall(LIST.read_text(encoding="utf-8"))


@cache
def _tests_in(path):
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
