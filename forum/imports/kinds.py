"""Kinds of value that film files hold: text that can be stored, web addresses, days, stars."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from forum.kernel.markdown import find_fault
from forum.kernel.text import cleaned, is_sound
from forum.kernel.values import day_in, is_address

HALF_STEPS = tuple(half / 2 for half in range(1, 11))


def line(longest: int) -> AfterValidator:
    """One line of text of at most `longest` characters; runs of white space become one space."""
    return AfterValidator(lambda text: _fitting(" ".join(cleaned(_sound(text)).split()), longest))


def paragraphs(longest: int) -> AfterValidator:
    """Plain text of several lines."""
    return AfterValidator(lambda text: _fitting(cleaned(_sound(text)), longest))


def markdown(longest: int) -> AfterValidator:
    """Text in Markdown whose spoilers all hide."""
    return AfterValidator(lambda text: _fitting(cleaned(_hiding(_sound(text))), longest))


def address(longest: int) -> AfterValidator:
    """A web address, http or https."""
    return AfterValidator(lambda url: _fitting(_address(_sound(url)), longest))


def _fitting(text: str, longest: int) -> str:
    if not text:
        raise ValueError("is empty")
    if len(text) > longest:
        raise ValueError(f"has {len(text):,} characters, {longest:,} is the most")
    return text


def _sound(text: str) -> str:
    if not is_sound(text):
        raise ValueError("holds a character that cannot be stored")
    return text


def _hiding(text: str) -> str:
    fault = find_fault(text)
    if fault:
        raise ValueError(fault)
    return text


def _address(url: str) -> str:
    if not is_address(url):
        raise ValueError("must be a web address that begins with http:// or https://")
    return url


def _day(value: object) -> date:
    day = day_in(value) if isinstance(value, str) else None
    if day is None:
        raise ValueError("must be a date such as 2010-09-03")
    return day


def _stars(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in HALF_STEPS:
        raise ValueError("must be stars from 0.5 to 5, in halves")
    return float(value)


Day = Annotated[date, BeforeValidator(_day)]
Stars = Annotated[float, BeforeValidator(_stars)]
