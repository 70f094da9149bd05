"""The `balcony` command: what it offers, and that every fault is one line and a status."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from forum import cli, configuration
from tests.support import loggers
from tests.support.site import ROOT


@dataclass
class Ended:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Balcony = Callable[..., Ended]


@pytest.fixture
def balcony(tmp_path, monkeypatch, capsys) -> Iterator[Balcony]:
    """Run `balcony` in this process, on a house of its own: `balcony("db", "upgrade", BALCONY_ENV="production")`."""

    def balcony(*words: str, **settings: str) -> Ended:
        for name, value in ({"BALCONY_INSTANCE_PATH": str(tmp_path)} | settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["balcony", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    umask = os.umask(0o077)
    with loggers.kept():
        yield balcony
    os.umask(umask)


def test_its_help_names_every_command(balcony):
    ended = balcony("--help")
    assert ended.status == 0
    for name in ("db", "serve", "worker", "doctor", "settings", "members", "movies", "demo"):
        assert f"\n  {name} " in ended.out


def test_flask_knows_the_same_commands():
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "settings"]
    environment = os.environ | {"BALCONY_INSTANCE_PATH": str(ROOT / "instance"), "BALCONY_ENV": "testing"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("BALCONY_ENV  ")


def test_a_house_is_made_ready_with_one_command(balcony):
    assert balcony("db", "upgrade").status == 0
    made = balcony("members", "create", "Ines Moreau", "--role", "admin")
    assert made.status == 0
    assert made.out.startswith("sign in: admin Ines Moreau ")


def test_a_wrong_setting_is_one_line_with_an_example(balcony):
    ended = balcony("db", "current", BALCONY_WORKERS="many")
    assert ended.status == 1
    assert ended.err.startswith("Error: BALCONY_WORKERS: ")
    assert ended.err.endswith("Example: BALCONY_WORKERS=2\n")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BALCONY_DATABASE_URL", "sqlite:", "cannot be read as the address of a database"),
        ("BALCONY_DATABASE_URL", "postgresql://balcony@localhost:port/balcony", "cannot be read"),
        ("BALCONY_BASE_URL", "https://", "must name a host"),
    ],
)
def test_an_address_that_cannot_be_one_stops_the_start(balcony, name, value, words):
    ended = balcony("db", "current", **{name: value})
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith(f"Error: {name}: {words}")


def test_an_instance_folder_that_cannot_be_made_is_one_line(balcony, tmp_path):
    (tmp_path / "file").touch()
    ended = balcony("doctor", BALCONY_INSTANCE_PATH=str(tmp_path / "file" / "instance"))
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert "Not a directory" in ended.err


def test_a_database_without_tables_is_one_line_with_the_command_that_mends_it(balcony):
    ended = balcony("members", "create", "Ines Moreau")
    assert ended.status == 1
    assert ended.err.startswith("Error: The database says: no such table: ")
    assert ended.err.endswith("Run `balcony db upgrade`.\n")
    assert ended.err.count("\n") == 1


def test_a_database_that_is_away_is_one_line(balcony):
    ended = balcony("members", "create", "Ines", BALCONY_DATABASE_URL="postgresql://balcony:secret@127.0.0.1:1/balcony")
    assert ended.status == 1
    assert ended.err.startswith("Error: The database says: ")
    assert "secret" not in ended.err
    assert ended.err.count("\n") == 1


def test_a_refusal_of_the_domain_is_one_line(balcony):
    balcony("db", "upgrade")
    balcony("members", "create", "Ines Moreau")
    ended = balcony("members", "create", "INES MOREAU")
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith("Error: This name is taken")


def test_what_is_not_a_command_is_said_with_a_status_of_its_own(balcony):
    ended = balcony("project")
    assert ended.status == 2
    assert "No such command 'project'" in ended.err


def test_serving_an_old_database_is_refused_with_the_command_that_mends_it(balcony):
    ended = balcony("serve")
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert "run `balcony db upgrade`, then start again" in ended.err


def test_serving_where_somebody_serves_is_refused(balcony):
    balcony("db", "upgrade")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = balcony("serve", "--port", str(port))
    assert ended.status == 1
    assert ended.err == f"Error: 127.0.0.1:{port}: Address already in use. Choose another with --host and --port.\n"


def test_the_page_about_settings_is_in_step_with_the_code(balcony):
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page == configuration.markdown(), "make it again: bin/balcony settings --markdown > docs/configuration.md"
    assert balcony("settings", "--markdown").out == page


def test_the_doctor_ends_with_a_status_that_says_whether_all_is_well(balcony):
    balcony("db", "upgrade")
    ended = balcony("doctor")
    assert ended.status == 1
    assert "FAULT worker: never seen" in ended.out
    assert ended.err == "Error: 1 of 9 parts are at fault.\n"
