"""Where the pages of this slice are registered."""

from flask import Blueprint

bp = Blueprint("movies", __name__)
