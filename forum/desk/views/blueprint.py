"""Where the pages of this slice are registered, and what it lends to the pages below."""

from flask import Blueprint

from forum.desk import policy

bp = Blueprint("desk", __name__)
bp.add_app_template_global(policy.may_edit, "may_edit_movies")
