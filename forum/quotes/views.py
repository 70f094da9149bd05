"""Pages of this slice."""

from flask import Blueprint

bp = Blueprint("quotes", __name__)
