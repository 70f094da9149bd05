"""Wall time is asked in one place, so that every day can be tried."""

import ast
import re

from tests.house.source import ROOT, modules

CLOCK = "forum/kernel/clock.py"
ASKS = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns", "func.now"}
ASKS |= {"time.localtime", "time.gmtime", "func.current_timestamp", "func.current_date", "time.strftime", "time.ctime"}
IN_SQL = re.compile(r"CURRENT_(TIMESTAMP|DATE)|\bNOW\(\)|datetime\('now'")
IN_SCRIPTS = re.compile(r"\bnew Date\(\s*\)|\bDate\.now\b|\bDate\(\)")


def test_only_the_clock_asks_what_time_it_is():
    assert [fault for module in modules() if module.place != CLOCK for fault in _asks(module.place, module.tree)] == []


def test_no_statement_and_no_script_asks_by_itself():
    files = [module.path for module in modules()] + sorted((ROOT / "templates").rglob("*.html"))
    faults = [path.name for path in files if IN_SQL.search(path.read_text(encoding="utf-8"))]
    scripts = sorted((ROOT / "static").rglob("*.js"))
    faults += [path.name for path in scripts if IN_SCRIPTS.search(path.read_text(encoding="utf-8"))]
    assert faults == []


def _asks(place: str, tree: ast.Module) -> list[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = (
        ".".join(ast.unparse(function).split(".")[-2:]) for function in calls if isinstance(function, ast.Attribute)
    )
    return [f"{place}: {name}()" for name in names if name in ASKS]
