"""`balcony movies import`: whole files of films, with a progress bar where somebody watches."""

from collections.abc import Sequence

import click

from forum.imports import filmfile, wikipedia
from forum.imports.meter import Meter, metered
from forum.imports.running import Import, Spoiled

FORMATS = {"balcony": filmfile, "wikipedia": wikipedia}


@click.group("movies")
def group() -> None:
    """The catalogue."""


@group.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--format", "name", type=click.Choice(list(FORMATS)), default="balcony", show_default=True)
@click.option("--strict", is_flag=True, help="Stop at the first fault and change nothing.")
def import_(files: Sequence[str], name: str, strict: bool) -> None:
    """Bring films in from FILES (`-` reads standard input). Running it again updates and never doubles.

    A bad line is reported and left out. An import that is interrupted keeps what it has saved; run it again to go on.
    """
    with metered(files) as meter:
        run = Import(meter.say, strict=strict)
        try:
            for file in files:
                _take(run, name, file, meter)
        except Spoiled as fault:
            raise click.ClickException(f"{meter.place}{fault}. Nothing was changed.") from fault
        tally = run.end()
    click.echo(f"{tally.films:,} read: {tally.new:,} new, {tally.known:,} here already, {tally.left_out:,} left out.")


def _take(run: Import, name: str, file: str, meter: Meter) -> None:
    form = FORMATS[name]
    with meter.opened(file) as source:
        for tally in run.take(form.SOURCE, form.films_in(source), gently=form.FILLS_GAPS):
            meter.count(tally)
