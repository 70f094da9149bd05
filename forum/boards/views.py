"""Pages of this slice."""

from flask import Blueprint

bp = Blueprint("boards", __name__)
