"""`balcony demo load`: a sample community that makes the house worth looking at at once."""

import click
import sqlalchemy as sa

from forum.config import settings
from forum.kernel.db import db
from forum.movies.models import Movie
from forum.seeds import loading


@click.group("demo")
def group() -> None:
    """The sample community."""


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing, and say nothing, where there are movies already.")
def load(if_empty: bool) -> None:
    """Bring the sample community in: movies, members, reviews, quotes and threads."""
    if loading.is_loaded():
        if not if_empty:
            click.echo("The sample community is here already.")
        return
    if if_empty and _has_movies_of_its_own():
        return
    for line in loading.load(settings().instance):
        click.echo(line)


def _has_movies_of_its_own() -> bool:
    """Whether there are movies, unless they are those of a sample that was interrupted."""
    begun = bool(loading.known_members())
    return not begun and db.session.scalar(sa.select(Movie.id).limit(1)) is not None
