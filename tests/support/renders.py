"""Which templates the suite has drawn: each test process notes its own, the last look is over all of them."""

import os
from pathlib import Path

from flask import Flask

NOTES = "BALCONY_TEST_RENDERS"  # the folder shared by the test processes of one run
TEMPLATES = Path(__file__).parents[2] / "templates"
_drawn: set[str] = set()


def watch(app: Flask) -> None:
    """Note every template this app reads from now on: pages, and what they extend, include and import."""
    loader = app.jinja_env.loader
    assert loader is not None
    read = loader.get_source

    def noted(environment, template):
        _drawn.add(template)
        return read(environment, template)

    loader.get_source = noted  # type: ignore[method-assign]


def write_down(process: str) -> None:
    """Leave this process's notes in the shared folder."""
    folder = os.environ.get(NOTES)
    if folder:
        Path(folder, process).write_text("\n".join(_drawn), encoding="utf-8")


def never_drawn(folder: Path) -> list[str]:
    """The templates no process of the run has drawn."""
    drawn = {line for notes in folder.iterdir() for line in notes.read_text(encoding="utf-8").splitlines()}
    return sorted(every_template() - drawn)


def every_template() -> set[str]:
    """The names of all templates of the house."""
    return {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*") if path.is_file()}
