"""What stands around the code: the locks, the reasons for each dependency, what goes into the wheel and the image."""

import re
import tomllib

import pytest

from tests.house.source import ROOT
from tests.support import checkers

LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_every_line_and_names_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|\s@\s", text) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_dependency_asked_for(lock):
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    asked = _runtime() | (_development() if "dev" in lock else set())
    assert asked - pinned == set()


def test_both_locks_agree():
    pins = [dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_each_dependency_has_earned_its_line():
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9-]+)", page, re.MULTILINE)) == _runtime() | _development()
    assert set(re.findall(r"^\| npm `([a-z0-9-]+)", page, re.MULTILINE)) == {one.package for one in checkers.BOTH}


def test_what_the_image_copies_exists():
    copied = re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def _runtime() -> set[str]:
    extras = [name for names in PROJECT["project"]["optional-dependencies"].values() for name in names]
    return {_name(line) for line in [*PROJECT["project"]["dependencies"], *extras]}


def _development() -> set[str]:
    return {_name(line) for line in PROJECT["dependency-groups"]["dev"]}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement)[0].lower()
