"""The `balcony` command: every slice's commands and the house's own, with faults in one line."""

import sys

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext

from forum import configuration, doctor, server
from forum.app import create_app
from forum.config import PREFIX, BadSetting, read_settings, settings
from forum.imports import cli as movies
from forum.kernel import logs, schema
from forum.kernel.db import db
from forum.kernel.db_faults import DATABASE_ERRORS, describe_fault, is_about_missing_tables, safe_words
from forum.kernel.errors import DomainError
from forum.kernel.private_files import set_private_umask
from forum.kernel.sqlite import writer
from forum.kernel.worker import work
from forum.members import cli as members
from forum.search import cli as search
from forum.seeds import cli as demo

FAULT = 1
STOPPED = 130


def inside(command: click.Command) -> click.Command:
    """The command, run with the app at hand and as a writer wherever it is started from, `flask` too."""
    if isinstance(command, click.Group):
        for part in command.commands.values():
            inside(part)
    elif command.callback is not None:
        command.callback = with_appcontext(writer()(command.callback))
    return command


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the house, with a worker beside it."""
    fault = schema.fault("The database does not fit this version")
    if fault:
        raise click.ClickException(f"{fault}, then start again.")
    db.session.remove()
    db.engine.dispose()
    try:
        server.serve(host, port, settings())
    except OSError as error:
        raise click.ClickException(
            f"{host}:{port}: {error.strerror}. Choose another with --host and --port."
        ) from error


@click.command("worker")
@click.option("--parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def worker(parent: int | None) -> None:
    """Do background work until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's only way out
    work(app, parent=parent)


@click.command("doctor")
def examine() -> None:
    """Look at everything the house needs; say how to mend what is at fault."""
    findings = list(doctor.examine())
    for finding in findings:
        click.echo(str(finding))
    faults = sum(not finding.sound for finding in findings)
    if faults:
        raise click.ClickException(f"{faults} of {len(findings)} parts are at fault.")


@click.command("settings")
@click.option("--markdown", is_flag=True, help="The page docs/configuration.md.")
def show_settings(markdown: bool) -> None:
    """Show what every setting does."""
    if markdown:
        click.echo(configuration.markdown(), nl=False)
        return
    for name, field in type(settings()).model_fields.items():
        click.echo(f"{PREFIX}{name.upper()}  {field.description}")


# A slice that has commands is listed here with its group.
COMMANDS = [
    inside(command)
    for command in (serve, worker, examine, show_settings, members.group, movies.group, search.group, demo.group)
]


def install(app: Flask) -> None:
    """Add the commands to the app's own, so that `flask --app wsgi` knows them too."""
    for command in COMMANDS:
        app.cli.add_command(command)


def main() -> None:
    """Run one command and exit: 0, or another status with one clear line on standard error."""
    set_private_umask()
    try:
        chosen = read_settings()
        logs.configure(chosen)
        app = create_app(chosen)
        install(app)
        script = ScriptInfo(create_app=lambda: app)
        sys.exit(app.cli.main(prog_name="balcony", obj=script, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _end(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end("Stopped. What was done so far is kept; run it again to go on.", STOPPED)
    except (BadSetting, DomainError) as error:
        _end(str(error), FAULT)
    except DATABASE_ERRORS as error:
        _end(_in_words(error), FAULT)
    except OSError as error:
        _end(f"{error.filename}: {error.strerror}." if error.filename else str(error), FAULT)


def _in_words(error: Exception) -> str:
    mend = f" {schema.MEND[0].upper()}{schema.MEND[1:]}." if is_about_missing_tables(error) else ""
    return f"The database says: {safe_words(error) or describe_fault(error)}.{mend}"


def _end(words: str, status: int) -> None:
    click.echo(f"Error: {words}", err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
