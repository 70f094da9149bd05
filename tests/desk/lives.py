"""Two pages about one film, with everything said on them, and what is found of it after they became one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from forum.boards.actions import movie_forum, start_thread
from forum.boards.models import Post, Thread
from forum.desk.models import Revision
from forum.kernel.db import db
from forum.members.models import Member
from forum.movies.facts import NewsFacts
from forum.movies.models import Credit, Genre, Movie, MovieGenre, NewsItem
from forum.quotes import actions as quoting
from forum.quotes.importing import LineFacts, QuoteFacts, put_quotes
from forum.quotes.models import Quote, QuoteLine, Stage
from forum.reviews.actions import Opinion, find_helpful, withdraw_review, write_review
from forum.reviews.importing import CriticFacts, put_critic_reviews
from forum.reviews.models import CriticReview, Review, ReviewRevision
from tests import make
from tests.quotes.make import wording
from tests.reviews.make import helpful_counts, recount, stored_counts

_n = count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """What one member did about one of the two films."""

    stars: float | None
    has_words: bool
    day: int
    withdrawn: bool = False
    marks: int = 0


@dataclass
class Two:
    """Both films, and every sentence written about them."""

    dropped: Movie
    kept: Movie
    sentences: set[str] = field(default_factory=set)
    ratings: set[tuple[int, int]] = field(default_factory=set)

    def sentence(self) -> str:
        """Something nobody said before."""
        words = f"Sentence {next(_n)}."
        self.sentences.add(words)
        return words

    def has_review(self, movie: Movie, member: Member, said: Said, readers: list[Member]) -> Review:
        """A member's opinion of one film, written that day."""
        half_stars = int(said.stars * 2) if said.stars else None
        made = write_review(member, movie, Opinion(half_stars, self.sentence() if said.has_words else None))
        if half_stars:
            self.ratings.add((member.id, half_stars))
        for reader in readers[: said.marks] if said.has_words else ():
            find_helpful(reader, made)
        if said.withdrawn:
            withdraw_review(member, made)
        written = LONG_AGO + timedelta(days=said.day)
        made.published_at = written
        return made

    def has_quote(self, movie: Movie, stage: Stage, author: Member, by: Member) -> None:
        """A quote of one film at this stage."""
        sent = quoting.submit_quote(author, movie, wording(self.sentence()))
        if stage is Stage.APPROVED:
            quoting.approve_quote(by, sent, version=sent.version)
        elif stage is Stage.REJECTED:
            quoting.reject_quote(by, sent, version=sent.version, reason="No.")
        elif stage is Stage.WITHDRAWN:
            quoting.withdraw_quote(author, sent)

    def has_imported_quote(self, movie: Movie, words: str) -> None:
        """A quote of one film that came with a file."""
        self.sentences.add(words)
        put_quotes(movie, [QuoteFacts((LineFacts("", words),), status="approved")])

    def has_critic(self, movie: Movie, critic: str) -> None:
        """What a critic wrote, as told of one film."""
        put_critic_reviews(movie, [CriticFacts(self.sentence(), positive=True, critic=critic)])

    def has_thread(self, movie: Movie, author: Member) -> None:
        """A thread about one film."""
        start_thread(author, movie_forum(), title=self.sentence(), body=self.sentence(), movie=movie)

    def news(self, address: str) -> NewsFacts:
        """A story told of a film."""
        return NewsFacts(self.sentence(), address)


def texts_about(movie: Movie) -> str:
    """Every sentence that stands about the movie, or in a history of it."""
    mine = Review.movie_id == movie.id
    asked = (
        sa.select(Review.body).where(mine),
        sa.select(ReviewRevision.body).join(Review, Review.id == ReviewRevision.review_id).where(mine),
        sa.select(QuoteLine.text).join(Quote, Quote.id == QuoteLine.quote_id).where(
            Quote.movie_id == movie.id, QuoteLine.movie_id == movie.id
        ),
        sa.select(Thread.title).where(Thread.movie_id == movie.id),
        sa.select(Post.body).join(Thread, Thread.id == Post.thread_id).where(Thread.movie_id == movie.id),
        sa.select(CriticReview.quote).where(CriticReview.movie_id == movie.id),
        sa.select(NewsItem.title).where(NewsItem.movie_id == movie.id),
    )  # fmt: skip
    found = [text or "" for select in asked for text in db.session.scalars(select)]
    befores = db.session.scalars(sa.select(Revision.before).where(Revision.movie_id == movie.id))
    return "\n".join(found + [text for before in befores for text in (before or {}).values()])


def ratings_of(movie: Movie) -> set[tuple[int, int]]:
    """Every rating (member, half stars) that stands or stood."""
    mine = Review.movie_id == movie.id
    now = sa.select(Review.member_id, Review.half_stars).where(mine)
    before = sa.select(Review.member_id, ReviewRevision.half_stars).join(ReviewRevision).where(mine)
    return {(who, stars) for select in (now, before) for who, stars in db.session.execute(select) if stars}


def drift(movie: Movie) -> Iterator[str]:
    """Each count of the movie that is not what its rows come to."""
    db.session.expire_all()
    if stored_counts(movie) != recount(movie):
        yield f"ratings {stored_counts(movie)} should be {recount(movie)}"
    stored, counted = helpful_counts(movie)
    if stored != counted:
        yield f"marks {stored} should be {counted}"
    positive, top = CriticReview.positive, sa.and_(CriticReview.top_critic, CriticReview.positive)
    wanted: dict[str, Any] = {
        "quotes_count": _number(Quote, movie, Quote.stage == Stage.APPROVED.value),
        "threads_count": _number(Thread, movie),
        "news_count": _number(NewsItem, movie),
        "critics_count": _number(CriticReview, movie),
        "critics_for_count": _number(CriticReview, movie, positive),
        "top_critics_count": _number(CriticReview, movie, CriticReview.top_critic),
        "top_critics_for_count": _number(CriticReview, movie, top),
    }
    yield from (f"{name} should be {number}" for name, number in wanted.items() if getattr(movie, name) != number)
    carried = sa.select(MovieGenre.sort_title, MovieGenre.year, MovieGenre.ratings_count).filter_by(movie_id=movie.id)
    as_it_is = (movie.sort_title, movie.year, movie.ratings_count)
    yield from (f"shelf {row}" for row in db.session.execute(carried) if tuple(row) != as_it_is)
    yield from (f"credit {year}" for year in db.session.scalars(sa.select(Credit.year).filter_by(movie_id=movie.id))
                if year != movie.year)  # fmt: skip
    for genre in db.session.scalars(sa.select(Genre)):
        number = db.session.scalar(sa.select(sa.func.count()).where(MovieGenre.genre_id == genre.id))
        if genre.movies_count != number:
            yield f"{genre.name} {genre.movies_count} should be {number}"


def naming(movie_id: int) -> list[str]:
    """The tables with a row that still names this movie."""
    columns = [
        column
        for table in db.metadata.sorted_tables
        for column in table.c
        if any(key.column is Movie.__table__.c.id for key in column.foreign_keys)
    ]
    return [str(it) for it in columns if db.session.scalar(sa.select(sa.func.count()).where(it == movie_id))]


def two(**facts: Any) -> Two:
    """Two pages about one film."""
    return Two(make.movie("Last Trian Home", 2009, **facts.pop("dropped", {})), make.movie("Last Train Home", 2010))


def _number(model: Any, movie: Movie, *which: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(model.movie_id == movie.id, *which)) or 0
