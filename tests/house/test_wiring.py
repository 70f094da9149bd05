"""What is written is also plugged in: listeners, jobs, pages and commands register only when the roof imports them."""

import importlib
import re

from forum import cli
from forum.app import BLUEPRINTS, WATCHERS
from tests.house.source import modules

# The tool that jobs are written with, not a slice's jobs.
TOOLS = {"forum.kernel.jobs"}


def test_every_listener_and_every_job_is_imported_by_the_roof():
    watching = {watcher.__name__ for watcher in WATCHERS}
    assert _named("listeners", "jobs") - TOOLS - watching == set()


def test_every_page_is_served():
    written = {id(importlib.import_module(name).bp): name for name in _named("views")}
    served = {id(blueprint) for blueprint in BLUEPRINTS}
    assert [name for blueprint, name in written.items() if blueprint not in served] == []


def test_every_slice_with_commands_is_on_the_command_line():
    imported = {command.callback.__module__ for command in _commands(cli.COMMANDS) if command.callback}
    assert _named("cli") - {name for name in _named("cli") if any(one.startswith(name) for one in imported)} == set()


def _named(*rooms: str) -> set[str]:
    """The modules (or packages) of slices with one of these names."""
    pattern = re.compile(rf"forum\.\w+\.({'|'.join(rooms)})")
    return {module.name for module in modules() if pattern.fullmatch(module.name)}


def _commands(commands):
    for command in commands:
        yield command
        yield from _commands(getattr(command, "commands", {}).values())
