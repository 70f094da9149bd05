"""Words that films and posts are made of, always the same for the same number."""

from datetime import UTC, datetime
from random import Random

DAY_ONE = datetime(2020, 1, 1, tzinfo=UTC)
GENRES = ("Drama", "Comedy", "Western", "Horror", "Musical", "Noir", "Documentary", "Romance", "War", "Mystery")
WORDS = (
    "a train crosses the valley while nobody speaks and then the light falls on her face as if the whole film had "
    "waited for it he leaves the money on the table and the band plays on until morning in a town without a name"
).split()
FIRST = "Silent Golden Broken Distant Northern Hidden Burning Empty Scarlet Winter Second Midnight".split()
SECOND = "Harbor Garden Railway Window Letter Orchard Station Mirror Summer River Avenue Ticket".split()


def title(number: int) -> str:
    """A title of three words, another one for each number."""
    return f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]} {number}"


def paragraph(number: int) -> str:
    """Some forty words."""
    return " ".join(Random(number).choices(WORDS, k=40)).capitalize() + "."
