"""Where the pages of this slice are registered."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
