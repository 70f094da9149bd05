"""The page about settings, made from the settings themselves."""

from pydantic.fields import FieldInfo

from forum.config import PREFIX, Settings

HEAD = """# Configuration

Every setting is an environment variable, read once at start. A wrong value stops the start and says which variable,
what is wrong with it, and what a right one looks like. This page is made by `balcony settings --markdown`.

| Variable | Default | What it does | Example |
| --- | --- | --- | --- |
"""


def markdown() -> str:
    """The whole page, one row a setting, in the order of the code."""
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    variable = PREFIX + name.upper()
    example = f"`{variable}={(field.examples or [''])[0]}`"
    return f"| `{variable}` | {_default(field)} | {field.description or ''} | {example} |\n"


def _default(field: FieldInfo) -> str:
    value = str(field.default)
    if field.annotation is bool:
        value = value.lower()
    return f"`{value}`" if value else "(empty)"
