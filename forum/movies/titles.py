"""What follows from a title and a year: its address, its place in the alphabet, the words it is found by."""

from functools import lru_cache

from forum.kernel.text import fold, slugify, words_of

# The index of the alphabet must hold any title whatever its letters unfold to: PostgreSQL takes 2,704 bytes a row.
LONGEST_SORT_TITLE = 120
LONGEST_WORD = 40
MOST_WORDS = 40
LONGEST_SLUG = 100  # leaves room in the column for the number of a namesake
ARTICLES = ("the", "a", "an")
OTHER_LETTER = "#"
LETTERS = (OTHER_LETTER, *"abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=2048)  # an import asks several times for each title
def sort_title(title: str) -> str:
    """The title for the alphabet: folded, without a leading article, beginning with the letter it is filed under."""
    folded = " ".join(fold(title).split())
    article, _, rest = folded.partition(" ")
    kept = rest if rest and article in ARTICLES else folded
    return (kept if "a" <= kept[:1] <= "z" else OTHER_LETTER + kept)[:LONGEST_SORT_TITLE]


def decade(year: int) -> int:
    """The decade of a year: 1990 for 1994."""
    return year // 10 * 10


def title_words(title: str) -> list[str]:
    """The words a title is found by, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words_of(title)))[:MOST_WORDS]


def slug_of(title: str, year: int) -> str:
    """The address a movie would have if no other had it: title-year, or movie-year where no letter is left."""
    ending = f"-{year}"
    return (slugify(title, LONGEST_SLUG - len(ending)) or "movie") + ending


def namesake(slug: str, number: int) -> str:
    """The address of the movie that comes `number`th under the same title and year."""
    return slug if number == 1 else f"{slug}-{number}"


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ in nothing but case, accents and spaces."""
    return fold(one).split() == fold(other).split()
