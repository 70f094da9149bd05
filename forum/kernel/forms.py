"""The form every form starts from: text that both databases can hold, faults in words, one key per rendering."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Optional, StopValidation

from forum.kernel import markdown
from forum.kernel.text import UNSOUND, cleaned, is_blank, is_sound


class Form(FlaskForm):
    """A form of the house. CSRF is checked before any view runs; the fields keep what was typed."""

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault as (id of the field, words), for the summary on top of the form."""
        return [(field.id, str(fault)) for field in self for fault in _flat(field.errors)]

    def blame(self, name: str, words: str) -> None:
        """Put a fault found by the domain beside the field it is about."""
        field = self[name]
        field.errors = [*field.errors, words]


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
