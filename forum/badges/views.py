"""Pages of this slice."""

from flask import Blueprint

bp = Blueprint("badges", __name__)
