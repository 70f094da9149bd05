"""What a member may be called, and when two names would be taken for each other.

Two keys keep names apart: one without case and width (NFKC), one in which letters that look alike are the same
(Unicode Technical Standard 39, its confusables table by way of confusable-homoglyphs).
"""

import re
import unicodedata

from confusable_homoglyphs import categories, confusables

from forum.kernel.errors import Invalid
from forum.kernel.text import cleaned, is_sound

SHORTEST, LONGEST = 2, 30
ALLOWED = "Letters, digits, spaces and . _ ' - are allowed, starting with a letter or digit."
TAKEN = "This name is taken, or looks too much like one that is. Choose another."
_SHAPE = re.compile(r"[^\W_](?:[\w .'’-]*[\w.])?", re.UNICODE)
# Kanji, kana and hangul are written together, and with Latin letters; other scripts only with themselves.
_MIXABLE = frozenset({"LATIN", "HAN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
_TWINS = {
    "0": "o",
    "1": "l",
    "I": "l",
    "|": "l",
    "m": "rn",
    "M": "rn",
    "’": "'",
    " ": "",
    ".": "",
    "_": "",
    "-": "",
    "'": "",
}
RESERVED = frozenset(
    "about admin administrator anonymous api badges balcony boards everyone feeds guest help house login logout me "
    "mod moderation moderator moderators movies new nobody null owner people posts quotes register reviews root rules "
    "search settings staff super superreviewer support system threads undefined webmaster".split()
)


def chosen_name(typed: str) -> str:
    """The name as it will be shown; raises Invalid, in words, for one nobody may choose."""
    name = " ".join(cleaned(typed).split()) if is_sound(typed) else "\0"
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid(f"A name has {SHORTEST} to {LONGEST} characters.")
    if not _SHAPE.fullmatch(name):
        raise Invalid(ALLOWED)
    if _mixes_scripts(name):
        raise Invalid("This name mixes alphabets, which makes it easy to mistake for another. Use one.")
    if name_key(name) in RESERVED or look_alike_key(name) in _RESERVED_LOOKS:
        raise Invalid("This name is kept for the house. Choose another.")
    return name


def name_key(name: str) -> str:
    """The name without case, width and doubled spaces: equal for names that are the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def look_alike_key(name: str) -> str:
    """The name by its looks: equal for names a hurried reader would take for each other."""
    return "".join(_twin(letter) for letter in unicodedata.normalize("NFKC", name)).casefold()


def _twin(letter: str) -> str:
    if letter in _TWINS:
        return _TWINS[letter]
    if letter.isascii():
        return letter
    found = confusables.is_confusable(letter, preferred_aliases=["latin"])
    plain = [alike["c"] for alike in found[0]["homoglyphs"] if alike["c"].isascii()] if found else []
    return _TWINS.get(plain[0], plain[0]) if plain else letter


def _mixes_scripts(name: str) -> bool:
    scripts = {categories.alias(letter) for letter in name if letter.isalpha()} - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not scripts <= _MIXABLE


_RESERVED_LOOKS = frozenset(map(look_alike_key, RESERVED))
