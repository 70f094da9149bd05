"""Somebody who works on films, and all of their movies."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.choices import chosen
from forum.kernel.links import lives_at
from forum.kernel.paging import place_in
from forum.movies.models import Job, Person
from forum.movies.queries import credits_of, get_person, parts_in
from forum.movies.views.blueprint import bp

# What each job is called above the movies somebody did it on, in the order of the page.
DONE = {Job.DIRECTOR: "Directed", Job.WRITER: "Written", Job.CAST: "In the cast"}
ON_ALL = 24
SIZE = 48


@bp.get("/people/<slug>")
def person(slug: str) -> ResponseReturnValue:
    """What somebody did, newest first: of each job the latest, and with ?job= all of one, page by page."""
    found = get_person(slug)
    one = chosen(request.args, "job", list(Job))
    if one:
        pages = {Job(one): credits_of(found, Job(one), place=place_in(request.args), size=SIZE)}
    else:
        pages = {job: credits_of(found, job, size=ON_ALL) for job in DONE}
    parts = {job: parts_in(page.items) for job, page in pages.items() if page.items}
    return render_template("movies/person.html", person=found, one=one, pages=pages, parts=parts, done=DONE)


@lives_at(Person)
def person_url(someone: Person) -> str:
    """The address of a person's page."""
    return url_for("movies.person", slug=someone.slug)
