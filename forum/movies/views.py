"""Pages of this slice."""

from flask import Blueprint

bp = Blueprint("movies", __name__)
