"""Pages that look at several slices at once."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.boards.queries import all_boards
from forum.config import settings
from forum.kernel.answers import done, refuse, safe_next
from forum.kernel.errors import Missing
from forum.kernel.jobs import failed_jobs, retry_job
from forum.kernel.links import lives_at
from forum.members.forms import RoleForm
from forum.members.models import Member, Role
from forum.members.policy import may_follow
from forum.members.queries import find_member, get_member, staff
from forum.members.session import admins_only, me, someone
from forum.moderation.actions import give_role
from forum.movies.models import Movie
from forum.movies.queries import credits_for, most_rated
from forum.pages import gathering
from forum.pages.specimens import specimens
from forum.reviews.forms import ReviewForm

bp = Blueprint("pages", __name__)
bp.add_app_template_global(lambda: most_rated(9), "wall_movies")
bp.add_app_template_global(credits_for, "credits_for")

A_YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> ResponseReturnValue:
    """What is alive now."""
    return render_template("pages/home.html", front=gathering.front)


@bp.get("/movies/<slug>")
def movie(slug: str) -> ResponseReturnValue:
    """Everything about one movie."""
    page = gathering.MoviePage(slug, someone())
    form = ReviewForm(formdata=None, obj=page.mine) if someone() else None
    return render_template("pages/movie.html", page=page, movie=page.movie, form=form)


@bp.get("/members/<name>")
def member(name: str) -> ResponseReturnValue:
    """A member: what they said, whom they follow, why they hold the badge."""
    found, asker = get_member(name), someone()
    if found.name != name:
        return redirect(url_for("pages.member", name=found.name), 301)
    page = gathering.member_page(found, asker)
    return render_template("pages/member.html", page=page, member=found, may_follow=may_follow(asker, found))


@bp.get("/admin")
@admins_only
def admin() -> ResponseReturnValue:
    """The office: boards, roles, and background work that failed."""
    return render_template("pages/admin.html", **_office(RoleForm()))


@bp.post("/admin/roles")
@admins_only
def update_role() -> ResponseReturnValue:
    """Give somebody a role."""
    form = RoleForm()
    member = find_member(str(form.name.data)) if form.validate() else None
    if member is None:
        if not form.errors:
            form.blame("name", "There is no member of this name.")
        return refuse("pages/admin.html", **_office(form))
    give_role(me(), member, Role(str(form.role.data)))
    return done(url_for("pages.admin"), f"{member.name} is now {member.role}.")


@bp.post("/admin/jobs/<id:job_id>/retry")
@admins_only
def retry(job_id: int) -> ResponseReturnValue:
    """Try failed background work again."""
    tried = retry_job(job_id)
    return done(url_for("pages.admin"), "It will be tried again." if tried else "It is no longer among the failed.")


@bp.get("/about")
def about() -> ResponseReturnValue:
    """What this house is."""
    return render_template("pages/about.html")


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    """How it is kept."""
    return render_template("pages/rules.html")


@bp.get("/lights")
def lights() -> ResponseReturnValue:
    """Ask which light to read in."""
    return render_template("pages/lights.html", back=safe_next(url_for("pages.home")))


@bp.post("/lights")
def set_lights() -> ResponseReturnValue:
    """Read in this light from now on, in this browser."""
    choice = request.form.get("lights", "system")
    answer = redirect(safe_next(url_for("pages.home")), 303)
    if choice in ("up", "down"):
        answer.set_cookie("lights", choice, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    else:
        answer.delete_cookie("lights")
    return answer


@bp.get("/components")
def components() -> ResponseReturnValue:
    """Every component in every state, for whoever builds here; a house that is open to all has no such page."""
    if settings().env == "production":
        raise Missing("There is no such page.")
    return render_template("pages/components/index.html", show=specimens())


def _office(form: RoleForm) -> dict[str, Any]:
    house = {"boards": all_boards(), "staff": staff(), "failed": failed_jobs(), "house": settings()}
    return house | {"form": form}


@lives_at(Movie)
def movie_url(movie: Movie) -> str:
    """The address of a movie's page."""
    return url_for("pages.movie", slug=movie.slug)


@lives_at(Member)
def member_url(member: Member) -> str:
    """The address of a member's page."""
    return url_for("pages.member", name=member.name)
