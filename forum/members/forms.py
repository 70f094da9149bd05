"""What members type about themselves."""

from typing import Any

from wtforms import BooleanField, Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, StopValidation

from forum.config import settings
from forum.kernel.forms import Form, Line, Paragraphs, sound
from forum.members import passwords
from forum.members.models import LONGEST_BIO, Role
from forum.members.names import KEPT, LONGEST, look_alike_key
from forum.members.password_policy import find_fault
from forum.members.session import someone

CHOOSE = "Choose a password."
SHORT = f"Use at least {passwords.SHORTEST} characters. A few words in a row are easy to remember and hard to guess."
LONG = f"Use at most {passwords.LONGEST} characters."


def _length(_form: Any, field: Field) -> None:
    if not passwords.SHORTEST <= len(field.data or "") <= passwords.LONGEST:
        raise StopValidation(SHORT if len(field.data or "") < passwords.SHORTEST else LONG)


def _hard_to_guess(form: Any, field: Field) -> None:
    member = someone()
    known = [member.name if member else "", *(form[name].data for name in ("name", "email") if name in form)]
    fault = find_fault(field.data or "", [settings().site_name, *(words for words in known if words)])
    if fault:
        raise ValidationError(fault)


def _not_the_site(_form: Any, field: Field) -> None:
    if look_alike_key(field.data or "") == look_alike_key(settings().site_name):
        raise ValidationError(KEPT)


def _new_password(label: str) -> PasswordField:
    """Return a field for a password that is chosen. What is too short or too long is not judged any further."""
    checks = [InputRequired(CHOOSE), sound, _length, _hard_to_guess]
    return PasswordField(label, checks, render_kw={"autocomplete": "new-password", "maxlength": passwords.LONGEST})


class RegisterForm(Form):
    """A name and a password; an address for mail if one likes."""

    name = Line("Name", LONGEST, needed="Choose a name.", checks=[_not_the_site],
                description="2 to 30 characters. Everybody sees it.",
                render_kw={"autocomplete": "username", "maxlength": LONGEST, "spellcheck": "false"})  # fmt: skip
    password = _new_password("Password")
    email = StringField(
        "E-mail",
        [Optional(), sound, Length(max=254, message="This address is too long."),
         Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+$", message="This does not look like an address: ines@example.org does.")],
        description="Optional, and never shown.",
        filters=[lambda value: (value or "").strip() or None],
        render_kw={"autocomplete": "email", "maxlength": 254, "type": "email"},
    )  # fmt: skip


class SignInForm(Form):
    """Who you say you are."""

    name = StringField("Name", [InputRequired("Type your name."), Length(max=200)],
                       render_kw={"autocomplete": "username", "spellcheck": "false"})  # fmt: skip
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=passwords.LONGEST)],
                             render_kw={"autocomplete": "current-password"})  # fmt: skip
    stays = BooleanField("Stay signed in on this computer")


class PasswordForm(Form):
    """The old password, to be sure it is you, and a new one."""

    old_password = PasswordField("Password now", [InputRequired("Type the password you have now.")],
                                 render_kw={"autocomplete": "current-password"})  # fmt: skip
    new_password = _new_password("New password")


class BioForm(Form):
    """A few words about oneself."""

    bio = Paragraphs("About you", LONGEST_BIO, description="Markdown works. Everybody sees it.")


class RoleForm(Form):
    """Which role somebody shall have."""

    name = Line("Member", 60, needed="Whose role? Type the name.")
    role = SelectField("Role", choices=[SelectChoice(role.value, role.value.capitalize()) for role in Role])
