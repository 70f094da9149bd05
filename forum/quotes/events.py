"""What happens to quotes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuoteSubmitted:
    """A quote waits in the queue."""

    quote_id: int
    author_id: int


@dataclass(frozen=True)
class QuoteApproved:
    """A quote is on its movie's page. An imported one has no author."""

    quote_id: int
    author_id: int | None
    moderator_id: int


@dataclass(frozen=True)
class QuoteRejected:
    """A quote will not be on its movie's page."""

    quote_id: int
    author_id: int | None
    moderator_id: int


@dataclass(frozen=True)
class QuoteWithdrawn:
    """Its author took a quote back."""

    quote_id: int
    author_id: int


@dataclass(frozen=True)
class QuotesImported:
    """These quotes came with a film file, onto the page or into the queue."""

    quote_ids: tuple[int, ...]


@dataclass(frozen=True)
class QuotesMerged:
    """Two movies became one, and had the same quotes: each of the first is one with the second."""

    pairs: tuple[tuple[int, int], ...]
