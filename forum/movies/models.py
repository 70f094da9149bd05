"""Movies, the people who made them, and where each stands in the house's counts."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.kernel.db import BigId, Model, Numbered, PlainText, Stamped, now

LONGEST_TITLE = 250
LONGEST_NAME = 160
LONGEST_URL = 500
LONGEST_KEY = 600
SCORE_OPENS_AT = 5
STEPS = range(1, 11)
GENRES_IN_ORDER = "MovieGenre.position, MovieGenre.genre_id"


class Job(enum.StrEnum):
    """What somebody did on a movie."""

    DIRECTOR = "director"
    WRITER = "writer"
    CAST = "cast"


class Counted:
    """What the house counts about a movie, kept in step by the slices that own what is counted.

    `rated_N` is how many members gave N half stars. Percentages are whole numbers, None until the score opens.
    """

    critics_count: Mapped[int] = mapped_column(default=0)
    critics_for_count: Mapped[int] = mapped_column(default=0)
    critics_percent: Mapped[int | None]
    top_critics_count: Mapped[int] = mapped_column(default=0)
    top_critics_for_count: Mapped[int] = mapped_column(default=0)
    ratings_count: Mapped[int] = mapped_column(default=0)
    audience_percent: Mapped[int | None]
    reviews_count: Mapped[int] = mapped_column(default=0)
    super_reviews_count: Mapped[int] = mapped_column(default=0)
    quotes_count: Mapped[int] = mapped_column(default=0)
    threads_count: Mapped[int] = mapped_column(default=0)
    news_count: Mapped[int] = mapped_column(default=0)
    rated_1: Mapped[int] = mapped_column(default=0)
    rated_2: Mapped[int] = mapped_column(default=0)
    rated_3: Mapped[int] = mapped_column(default=0)
    rated_4: Mapped[int] = mapped_column(default=0)
    rated_5: Mapped[int] = mapped_column(default=0)
    rated_6: Mapped[int] = mapped_column(default=0)
    rated_7: Mapped[int] = mapped_column(default=0)
    rated_8: Mapped[int] = mapped_column(default=0)
    rated_9: Mapped[int] = mapped_column(default=0)
    rated_10: Mapped[int] = mapped_column(default=0)

    @property
    def histogram(self) -> list[int]:
        """How many members gave half a star, one, one and a half … five."""
        return [getattr(self, f"rated_{step}") for step in STEPS]

    @property
    def average_half_stars(self) -> float | None:
        """The mean rating in half stars (1–10); None while the score is closed."""
        if self.ratings_count < SCORE_OPENS_AT:
            return None
        return sum(step * count for step, count in zip(STEPS, self.histogram, strict=True)) / self.ratings_count

    @property
    def liked_count(self) -> int:
        """How many members gave 3.5 stars or more."""
        return sum(self.histogram[6:])


class Movie(Counted, Stamped, Model):
    """One film. `slug` is its address today; every address it ever had is a MovieSlug."""

    __tablename__ = "movies"
    __table_args__ = (
        sa.Index("ix_movies_by_title", "sort_title", "id"),
        sa.Index("ix_movies_by_decade", "decade", "sort_title", "id"),
        # Ties are long here, and SQLite cannot seek to a row's id inside an index that has another key before it
        # (it takes the id for the rowid): the address breaks them.
        sa.Index("ix_movies_by_decade_ratings", "decade", "ratings_count", "slug"),
        sa.Index("ix_movies_by_year", "year", "slug"),
        sa.Index("ix_movies_by_ratings", "ratings_count", "slug"),
        {"sqlite_autoincrement": True},  # a movie that went, merged with another, does not leave its id to a new one
    )

    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    year: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    sort_title: Mapped[str] = mapped_column(PlainText)  # folded, without a leading article; begins with its letter
    decade: Mapped[int]  # 1990
    original_title: Mapped[str | None] = mapped_column(sa.String(LONGEST_TITLE))
    imdb_id: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    tmdb_id: Mapped[int | None] = mapped_column(sa.BigInteger, unique=True)
    consensus: Mapped[str | None] = mapped_column(sa.String(600))
    synopsis: Mapped[str | None] = mapped_column(sa.Text)
    synopsis_source: Mapped[str | None] = mapped_column(sa.String(LONGEST_URL))  # the Wikipedia article it is from
    rating: Mapped[str | None] = mapped_column(sa.String(20))
    runtime_minutes: Mapped[int | None]
    in_theaters: Mapped[date | None]
    on_dvd: Mapped[date | None]
    box_office_usd: Mapped[int | None] = mapped_column(sa.BigInteger)
    studio: Mapped[str | None] = mapped_column(sa.String(200))
    official_site: Mapped[str | None] = mapped_column(sa.String(LONGEST_URL))
    poster: Mapped[str | None] = mapped_column(sa.String(LONGEST_URL))
    poster_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("posters.digest"), index=True)  # else one is drawn

    credits: Mapped[list["Credit"]] = relationship(lazy="raise_on_sql", order_by="Credit.position", viewonly=True)
    genres: Mapped[list["Genre"]] = relationship(
        secondary="movie_genres", lazy="raise_on_sql", order_by=GENRES_IN_ORDER, viewonly=True
    )
    news: Mapped[list["NewsItem"]] = relationship(
        lazy="raise_on_sql",
        order_by=lambda: (NewsItem.published_on.desc().nulls_last(), NewsItem.id),
        viewonly=True,
    )

    @property
    def letter(self) -> str:
        """The letter it is filed under: a–z, or # for every other beginning."""
        return self.sort_title[0]


class Poster(Model):
    """An uploaded picture, by the digest of its bytes. What hangs no longer stays, so that undoing hangs it again."""

    __tablename__ = "posters"

    digest: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    content: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class MovieSlug(Model):
    """An address a movie has or once had; never given to another."""

    __tablename__ = "movie_slugs"

    slug: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"), index=True)


class MovieSource(Model):
    """Under which key a supplied file knows a movie, so that importing it again finds the same one."""

    __tablename__ = "movie_sources"

    source: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(LONGEST_KEY), primary_key=True)
    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"), index=True)


class TitleWord(Model):
    """One folded word of a title, so that a title is found by the beginnings of its words at constant cost."""

    __tablename__ = "title_words"
    __table_args__ = (sa.Index("ix_title_words_in_order", "word", "sort_title", "movie_id"),)

    word: Mapped[str] = mapped_column(PlainText, primary_key=True)
    movie_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("movies.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    sort_title: Mapped[str] = mapped_column(PlainText)


class Genre(Numbered, Model):
    """A kind of film."""

    __tablename__ = "genres"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    movies_count: Mapped[int] = mapped_column(default=0)


class MovieGenre(Model):
    """A movie on the shelf of a genre. It carries what shelves are ordered by, so that a rare genre costs no walk."""

    __tablename__ = "movie_genres"
    __table_args__ = (
        sa.Index("ix_movie_genres_by_title", "genre_id", "sort_title", "movie_id"),
        sa.Index("ix_movie_genres_by_decade", "genre_id", "decade", "sort_title", "movie_id"),
        sa.Index("ix_movie_genres_by_year", "genre_id", "year", "movie_id"),
        sa.Index("ix_movie_genres_by_ratings", "genre_id", "ratings_count", "movie_id"),
        sa.Index("ix_movie_genres_by_decade_ratings", "genre_id", "decade", "ratings_count", "movie_id"),
    )

    movie_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("movies.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    genre_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("genres.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int]
    sort_title: Mapped[str] = mapped_column(PlainText)
    decade: Mapped[int]
    year: Mapped[int]
    ratings_count: Mapped[int] = mapped_column(default=0)


class Person(Numbered, Model):
    """Somebody who works on films."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)


class Credit(Numbered, Model):
    """Who did what on which movie; `position` orders the credits of one job.

    `year` is the movie's, carried so that a long career is read along an index.
    """

    __tablename__ = "credits"
    __table_args__ = (
        sa.UniqueConstraint("movie_id", "job", "position"),
        sa.Index("ix_credits_of_person", "person_id", "job", "year", "movie_id", "position"),
    )

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    job: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    character: Mapped[str | None] = mapped_column(sa.String(200))
    year: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    movie: Mapped[Movie] = relationship(lazy="raise_on_sql")


class NewsItem(Numbered, Model):
    """A news story or an interview elsewhere about a movie."""

    __tablename__ = "news_items"
    # A movie's history goes on naming a story that was removed.
    __table_args__ = (sa.UniqueConstraint("movie_id", "url"), {"sqlite_autoincrement": True})

    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.String(300))
    url: Mapped[str] = mapped_column(sa.String(LONGEST_URL))
    kind: Mapped[str] = mapped_column(sa.String(10))  # news | interview
    source: Mapped[str | None] = mapped_column(sa.String(120))
    published_on: Mapped[date | None]
