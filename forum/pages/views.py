"""Pages that look at several slices at once."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.kernel.answers import safe_next

bp = Blueprint("pages", __name__)

LIGHTS = ("up", "down", "system")
A_YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> ResponseReturnValue:
    """What is alive now."""
    return render_template("pages/home.html")


@bp.get("/movies/<slug>")
def movie(slug: str) -> ResponseReturnValue:
    """Everything about one movie."""
    return render_template("pages/movie.html", slug=slug)


@bp.get("/members/<name>")
def member(name: str) -> ResponseReturnValue:
    """A member's page."""
    return render_template("pages/member.html", name=name)


@bp.get("/admin")
def admin() -> ResponseReturnValue:
    """The office."""
    return render_template("pages/admin.html")


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
    return render_template("pages/lights.html", choices=LIGHTS, back=safe_next(url_for("pages.home")))


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
