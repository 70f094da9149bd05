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
KEPT = "This name is reserved. Choose another."
# The first words of the site's addresses, as `/movies`, and of files that browsers and robots look for.
ADDRESSES = (
    "about admin api apple-touch-icon.png badges boards browserconfig.xml components css export favicon.ico "
    "favicon.svg feed feeds flags graphql healthz help icons.svg images import invite js lights lists login logout "
    "manifest.json media members messages moderation movies new news notifications oauth people posters posts privacy "
    "quotes readyz register reports reviews robots.txt rules search security.txt session settings sign-in sign-out "
    "signup sitemap.xml static suggestions tags terms threads tos uploads users well-known"
)
# Whoever is called so would seem to speak for the site.
ROLES = (
    "admins administrator administrators anonymous archived assistant balcony bot contact critic critics everybody "
    "guest house info me member mod moderator moderators mods official owner sales staff super superreviewer "
    "superreviewers superuser support sysadmin system team topcritic you"
)
# What a page shows where nobody is named: `A former member`.
PLACEHOLDERS = (
    "all amember anybody aformermember aformermoderator channel deleted deletedmember deleteduser everyone former "
    "formermember formermoderator here hidden nobody nomember noone removed removedmember somebody someone unknown "
    "unnamed user username"
)
# Programs take these for nothing, or for something else.
CODE = "false inf infinity nan nil none null object true undefined void"
# Machines and mailboxes have these names (RFC 2142), so mail and certificates for them would seem to be the site's.
MACHINES = (
    "abuse autoconfig autodiscover daemon dns email ftp hostmaster imap localhost mail mailer-daemon noc noreply "
    "no-reply ns ns1 ns2 pop pop3 postmaster root security smtp ssl usenet uucp webmail webmaster wpad www"
)
RESERVED = frozenset(f"{ADDRESSES} {ROLES} {PLACEHOLDERS} {CODE} {MACHINES}".split())


def chosen_name(typed: str) -> str:
    """Return the name as it will be shown. Raise Invalid, in words, for one nobody may choose."""
    name = " ".join(cleaned(typed).split()) if is_sound(typed) else "\0"
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid(f"A name has {SHORTEST} to {LONGEST} characters.")
    if not _SHAPE.fullmatch(name):
        raise Invalid(ALLOWED)
    if _mixes_scripts(name):
        raise Invalid("This name mixes alphabets, which makes it easy to mistake for another. Use one.")
    if name_key(name) in RESERVED or look_alike_key(name) in _RESERVED_LOOKS:
        raise Invalid(KEPT)
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
