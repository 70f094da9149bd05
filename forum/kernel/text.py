"""What text is made of: folding for comparison, slugs for addresses, and what no text may hold."""

import re
import unicodedata

UNSOUND = "This text holds characters that cannot be stored, such as NUL. Remove them and try again."
# NUL is an error on PostgreSQL; the others are invisible and only serve to deceive. Tab, line feed and carriage
# return stay; surrogates cannot be encoded at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Overrides turn the text after them around (CVE-2021-42574); isolates are closed by `dir` attributes.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters without ink, beside the marks and spaces that Unicode says are none.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NO_INK = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_FRACTION = re.compile("(?<=[0-9])(?=[\u00bc-\u00be\u2150-\u215e])")  # 8½ is eight and a half, not 81/2
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


def fold(text: str) -> str:
    """Text without case and accents, for comparing and ordering: 'Amélie' and 'AMELIE' become 'amelie'."""
    if text.isascii():
        return text.casefold().strip()
    # Twice without case: a few signs only show their capitals when they are taken apart (the one-letter TEL, MHz).
    text = _FRACTION.sub(" ", text)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def slugify(text: str, longest: int = 80) -> str:
    """The part of an address made from text: lower case letters, digits and hyphens; may be empty."""
    slug = _NOT_SLUG.sub("-", fold(text).replace("'", "").replace("\u2019", "")).strip("-")
    return slug[:longest].rstrip("-")


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, without punctuation."""
    return re.findall(r"\w+", fold(text))


def cleaned(text: str) -> str:
    """The text in NFC, with plain line feeds, without direction overrides and outer white space."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _OVERRIDES.sub("", text).strip()


def is_sound(text: str) -> bool:
    """Whether both databases and every browser can hold this text."""
    return _FORBIDDEN.search(text) is None


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in this text, though it may hold characters."""
    return all(letter in _BLANKS or unicodedata.category(letter) in _NO_INK for letter in text)


def scrubbed(text: str) -> str:
    """The text without direction overrides and without what no text may hold."""
    return _FORBIDDEN.sub("", _OVERRIDES.sub("", text))
