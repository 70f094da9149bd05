"""What tests of components read in them, and things to draw them with."""

from types import SimpleNamespace

from wtforms import BooleanField, Form, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice


class Opinion(Form):
    """A field of every kind."""

    title = StringField("Title")
    body = TextAreaField("Review")
    password = PasswordField("Password")
    sort = SelectField("Sort", choices=[SelectChoice("new", "Newest")])
    spoiler = BooleanField("Gives away the story")
    reason = RadioField(
        "Reason", choices=[SelectChoice("words", "Not the words"), SelectChoice("twice", "Already there")]
    )


def all_of(root, tag, **attributes):
    """Every element of this kind with these attributes; an underscore in a name is a hyphen."""
    wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
    return [element for element in root.iter(tag) if wanted.items() <= element.attrib.items()]


def words_of(root):
    """The text in it, one space apart."""
    return " ".join("".join(root.itertext()).split())


def classes_of(root):
    """Every class in it."""
    return {name for element in root.iter() for name in element.get("class", "").split()}


def somebody(name="Ruth Okafor", **facts):
    """A member as components see one."""
    known = {"hue": 150, "is_super_reviewer": False, "is_archived": False, "moderates": False}
    return SimpleNamespace(name=name, **known | facts)


def movie(title="Last Train Home"):
    """A movie as components see one."""
    return SimpleNamespace(title=title, year=2010, slug="last-train-home-2010", poster_digest=None)
