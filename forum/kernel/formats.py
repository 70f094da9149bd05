"""Dates, numbers and money as the reader's language writes them; US English unless the browser asks for another."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from flask import Flask, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

SPOKEN = ["en-US", "en-GB", "en-AU", "en-CA", "de", "es", "fr", "it", "nl", "pt", "pt-BR", "sv", "da", "nb", "fi"]
SPOKEN += ["pl", "cs", "sk", "hu", "ro", "el", "tr", "ru", "uk", "ja", "ko", "zh-CN", "zh-TW", "hi", "id", "vi", "ca"]
US = Locale("en", "US")
_locales = {tag: Locale.parse(tag, sep="-") for tag in SPOKEN}
AMERICAN, EUROPEAN = "MMM d, y, h:mm a", "d MMM y, HH:mm"
WRITTEN = 8192  # a page writes dozens of numbers, mostly the same ones, and each costs Babel a tenth of a millisecond
MILLION = 1_000_000
LEAST_IN_MILLIONS = 50_000  # the least that rounds to $0.1M
WISHES = 256  # browsers mostly send the same ones
LONGEST_WISHES = 200  # of a header; nobody speaks more languages than that holds


def locale() -> Locale:
    """The language numbers are written in for this reader."""
    if not has_request_context():
        return US
    return _locales[tag_for(request.headers.get("Accept-Language", ""))]


def tag_for(wishes: str) -> str:
    """Return which of the languages spoken here a browser with this Accept-Language gets.

    Remembered: a page asks for every number on it, and weighing a browser's wishes is slow.
    """
    return _best_tag(wishes[:LONGEST_WISHES])


@lru_cache(WISHES)
def _best_tag(wishes: str) -> str:
    return parse_accept_header(wishes, LanguageAccept).best_match(SPOKEN, SPOKEN[0])


def day(value: date) -> str:
    """A date: Feb 22, 2011."""
    return _day(value, locale())


def moment(value: datetime) -> str:
    """A point in time, in UTC: Feb 22, 2011, 9:41 PM UTC."""
    return _moment(value.astimezone(UTC), locale())


def number(value: float) -> str:
    """A number with its separators: 1,204."""
    return _number(value, locale())


def average(half_stars: float) -> str:
    """An average of half stars as stars with one decimal: 4.1."""
    return format_decimal(half_stars / 2, format="0.0", locale=locale())


def big_money(dollars: int) -> str:
    """US dollars in millions or billions with one decimal: $0.3M, $27.0M, $1.2B; too few for that, in full: $12,345."""
    if dollars < LEAST_IN_MILLIONS:
        return format_currency(dollars, "USD", format="¤#,##0", locale=locale(), currency_digits=False)
    # Rounded before the unit is chosen, so that 999,960,000 is $1.0B and not $1000.0M.
    billions = _tenths(dollars, MILLION) >= 1000
    value, unit = (_tenths(dollars, 1000 * MILLION), "B") if billions else (_tenths(dollars, MILLION), "M")
    return format_currency(value, "USD", format=f"¤#,##0.0'{unit}'", locale=locale(), currency_digits=False)


def install(app: Flask) -> None:
    """Give templates the filters of this module."""
    for filter_ in (day, moment, number, average, big_money):
        app.add_template_filter(filter_)


@lru_cache(WRITTEN)
def _day(value: date, language: Locale) -> str:
    return format_date(value, "medium", locale=language)


@lru_cache(WRITTEN)
def _moment(value: datetime, language: Locale) -> str:
    """Twelve hours and the month first in America, twenty-four and the day first elsewhere."""
    american = language.language == "en" and language.territory in ("US", "CA")
    return f"{format_datetime(value, AMERICAN if american else EUROPEAN, locale=language)} UTC"


@lru_cache(WRITTEN)
def _number(value: float, language: Locale) -> str:
    return format_decimal(value, locale=language)


def _tenths(dollars: int, unit: int) -> Decimal:
    """The amount in this unit with one decimal, halves upwards as people round."""
    return (Decimal(dollars) / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
