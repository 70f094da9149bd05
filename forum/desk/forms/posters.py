"""How a poster is sent, and taken down."""

from flask_wtf.file import FileField, FileRequired

from forum.desk.forms.pieces import Reason, RemovalForm, Seen
from forum.kernel.forms import Form

KINDS = "image/jpeg,image/png,image/webp"


class PosterForm(Seen, Form):
    """A picture, and why it hangs here."""

    picture = FileField("Picture", [FileRequired("Choose a picture.")], render_kw={"accept": KINDS})
    reason = Reason()


class TakeDownForm(Seen, RemovalForm):
    """Why a picture hangs here no longer."""
