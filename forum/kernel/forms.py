"""The form every form starts from: text that both databases can hold, faults in words, one key per rendering."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FileField, StringField, TextAreaField, ValidationError
from wtforms import Form as PlainForm
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from forum.kernel import markdown
from forum.kernel.request_limits import SAFE_METHODS
from forum.kernel.text import UNSOUND, cleaned, is_blank, is_sound

SENT: Final = object()  # stands for what this request sent
MAX_ROW_DIGITS = 3
# Of a text that is far too long, so much is shown again beside the error, in characters.
DEFAULT_SHOWN = 2000


class BoundedRendering:
    """Show again, of a text that is far too long, only so much as makes sense to shorten. Goes before a form's Meta."""

    def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
        """Render a field of at most twice the length it takes."""
        if isinstance(field.data, str) and len(field.data) > (longest := _get_longest_shown(field)):
            field.data = field.data[:longest]
        return super().render_field(field, render_kw)  # type: ignore[misc]


class RowForm(PlainForm):
    """A form inside a form, as each of its rows is one."""

    class Meta(BoundedRendering, DefaultMeta):
        pass


class Form(FlaskForm):
    """A form of the house. CSRF is checked before any view runs; the fields keep what was typed."""

    class Meta(BoundedRendering, FlaskForm.Meta):
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """Return what the request sent as a form, also where that is nothing; Flask-WTF would read JSON too."""
            if formdata is not SENT:
                return formdata
            return None if request.method in SAFE_METHODS else _get_sent_fields(form)

    def __init__(self, formdata: Any = SENT, **options: Any) -> None:
        super().__init__(formdata=formdata, **options)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault as (id of the field, words), for the summary on top of the form."""
        return [(field.id, str(fault)) for field in self for fault in _flat(field.errors)]

    def blame(self, name: str, words: str) -> None:
        """Put a fault found by the domain beside the field it is about."""
        field = self[name]
        field.errors = [*field.errors, words]


class Rows(FieldList):
    """Rows of a form, numbered by their senders: what is no plain number names no row."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        # WTForms takes every str.isdigit() for a number: int("²") raises, and so does int() of 5,000 digits.
        row = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,{MAX_ROW_DIGITS}}})(?:-|\Z)")
        return (int(found.group(1)) for name in formdata if (found := row.match(name)))


class Line(StringField):
    """One line of text: cleaned, sound, at most `longest` characters."""

    def __init__(self, label: str, longest: int, *, needed: str = "", checks: Iterable[Any] = (), **options: Any):
        options.setdefault("render_kw", {"maxlength": longest})
        super().__init__(label, _rules(longest, needed, checks), filters=[_one_line], **options)


class Paragraphs(TextAreaField):
    """Text of many lines, typed as Markdown unless `plain`."""

    def __init__(self, label: str, longest: int, *, needed: str = "", plain: bool = False, **options: Any):
        options.setdefault("render_kw", {"maxlength": longest, "rows": 8})
        checks = [] if plain else [is_showable]
        super().__init__(label, _rules(longest, needed, checks), filters=[_tidy], **options)


def sound(_form: Any, field: Field) -> None:
    """Refuse text that a database or browser cannot hold."""
    if isinstance(field.data, str) and not is_sound(field.data):
        raise StopValidation(UNSOUND)


def is_showable(_form: Any, field: Field) -> None:
    """Refuse Markdown with more formatting than a page can show, or with a spoiler that would show."""
    fault = markdown.find_fault(field.data or "")
    if fault:
        raise ValidationError(fault)


def _get_sent_fields(form: BaseForm) -> "MultiDict[str, Any]":
    """Return files for the fields that take files and text for all others: neither is ever taken for the other."""
    of_files = [name for name in request.files if _takes_file(form, name)]
    fields: MultiDict[str, Any] = MultiDict(request.form)
    for name in of_files:
        fields.setlist(name, request.files.getlist(name))
    return fields


def _takes_file(form: BaseForm, name: str) -> bool:
    return any(isinstance(field, FileField) and field.name == name for field in form)


def _get_longest_shown(field: Field) -> int:
    """Return how much of this field's text is shown again: twice of what it takes."""
    limits = [check.max for check in field.validators if isinstance(check, Length) and check.max > 0]
    most = (field.render_kw or {}).get("maxlength") or max(limits, default=0)
    return 2 * int(most) or DEFAULT_SHOWN


def _rules(longest: int, needed: str, checks: Iterable[Any]) -> list[Any]:
    first = InputRequired(needed) if needed else Optional()
    return [first, *([_not_blank(needed)] if needed else []), sound, _short_enough(longest), *checks]


def _not_blank(words: str) -> Callable[[Any, Field], None]:
    def check(_form: Any, field: Field) -> None:
        if is_blank(field.data or ""):
            raise StopValidation(words)

    return check


def _short_enough(longest: int) -> Callable[[Any, Field], None]:
    """A check that ends the others: what is too long is not worth reading."""

    def check(_form: Any, field: Field) -> None:
        if len(field.data or "") > longest:
            raise StopValidation(f"This is longer than {longest:,} characters. Shorten it a little.")

    return check


def _tidy(value: str | None) -> str | None:
    return cleaned(value) if value is not None and is_sound(value) else value


def _one_line(value: str | None) -> str | None:
    value = _tidy(value)
    return " ".join(value.split()) if value is not None and is_sound(value) else value


def _flat(errors: Any) -> list[str]:
    return [word for error in errors for word in (error if isinstance(error, list | tuple) else [error])]
