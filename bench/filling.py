"""Made films, members and talk: the same rows for the same size, whenever and wherever they are made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bench.words import DAY_ONE, GENRES, paragraph, title
from forum.boards.models import MOVIE_FORUM, Board, Post, Thread
from forum.boards.paths import path_under
from forum.kernel.db import Base, db
from forum.members.models import Member
from forum.members.names import look_alike_key, name_key
from forum.members.passwords import hash_password
from forum.movies.models import Credit, Genre, Movie, MovieGenre, MovieSlug, Person, TitleWord
from forum.quotes.models import Quote, QuoteLine, Stage, echo
from forum.reviews.models import CriticReview, Review

PASSWORD = "the balcony is open tonight"
MEMBERS, PEOPLE, CAST = 60, 500, 5
CRITICS, REVIEWS, QUOTES = 40, 50, 10  # of the movie whose page is asked for
POSTS_A_THREAD = 10
AT_ONCE = 5_000
LOBBY = "lobby"


@dataclass(frozen=True)
class Size:
    """How many films and posts; nine posts of ten stand in one thread, the rest in threads of ten."""

    movies: int
    posts: int

    @property
    def longest(self) -> int:
        """The posts of the longest thread, which has number 1."""
        return self.posts * 9 // 10


SIZES = {"small": Size(360, 1_000), "medium": Size(36_000, 100_000)}


def fill(size: Size) -> None:
    """An empty database holds the whole size, committed."""
    for model, rows in (
        (Member, _members()),
        (Genre, ({"id": n, "name": name, "slug": name.lower()} for n, name in enumerate(GENRES, 1))),
        (Person, ({"id": n, "name": f"Person {n}", "slug": f"person-{n}"} for n in range(1, PEOPLE + 1))),
        (Movie, _movies(size)),
        (MovieSlug, ({"slug": row["slug"], "movie_id": row["id"]} for row in _movies(size))),
        (TitleWord, _words(size)),
        (MovieGenre, _shelves(size)),
        (Credit, _credits(size)),
        (CriticReview, _critics()),
        (Review, _reviews()),
        (Quote, _quotes()),
        (QuoteLine, _lines()),
        (Board, _boards()),
        (Thread, _threads(size)),
        (Post, _posts(size)),
    ):
        _insert(model, rows)
    _count_on()
    db.session.commit()


def slug_of(number: int) -> str:
    """The address of a movie by its number, from 1."""
    return f"{title(number).lower().replace(' ', '-')}-{_year(number)}"


def _insert(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        db.session.execute(sa.insert(model.__table__), some)  # type: ignore[arg-type]


def _count_on() -> None:
    """PostgreSQL gives the next ids after those that were written; SQLite does by itself. Both know the tables."""
    if db.engine.dialect.name == "postgresql":
        for model in (
            Member,
            Genre,
            Person,
            Movie,
            Credit,
            CriticReview,
            Review,
            Quote,
            QuoteLine,
            Board,
            Thread,
            Post,
        ):
            name = model.__tablename__
            db.session.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
    db.session.execute(sa.text("ANALYZE"))


def _members() -> Iterator[dict[str, Any]]:
    password = hash_password(PASSWORD)
    for number in range(1, MEMBERS + 1):
        name = "Member " + "".join(chr(ord("A") + int(digit)) for digit in f"{number:03}")
        keys = {"name_key": name_key(name), "look_alike_key": look_alike_key(name)}
        yield {"id": number, "name": name, "password_hash": password, "is_super_reviewer": number % 5 == 0} | keys


def _year(number: int) -> int:
    return 1920 + number % 100


def _movies(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(1, size.movies + 1):
        named = {"title": title(number), "sort_title": title(number).lower(), "slug": slug_of(number)}
        facts = {"year": _year(number), "decade": _year(number) // 10 * 10, "synopsis": paragraph(number)}
        counts = {"ratings_count": 0, "rated_8": 0, "reviews_count": 0, "critics_count": 0, "threads_count": 0}
        if number == 1:
            counts = {"ratings_count": REVIEWS, "rated_8": REVIEWS, "reviews_count": REVIEWS, "threads_count": 1}
            counts |= {"critics_count": CRITICS}
        yield {"id": number, "runtime_minutes": 90, "rating": "PG", "consensus": paragraph(number)[:300]} | (
            named | facts | counts
        )


def _words(size: Size) -> Iterator[dict[str, Any]]:
    for movie in _movies(size):
        for word in sorted(set(movie["sort_title"].split())):
            yield {"word": word, "movie_id": movie["id"], "sort_title": movie["sort_title"]}


def _shelves(size: Size) -> Iterator[dict[str, Any]]:
    for movie in _movies(size):
        carried = {name: movie[name] for name in ("sort_title", "decade", "year", "ratings_count")}
        for position in range(2):
            genre = 1 + (movie["id"] + 5 * position) % len(GENRES)
            yield {"movie_id": movie["id"], "genre_id": genre, "position": position} | carried


def _credits(size: Size) -> Iterator[dict[str, Any]]:
    for movie in range(1, size.movies + 1):
        for position in range(CAST + 1):
            job = {"job": "cast", "position": position} if position < CAST else {"job": "director", "position": 0}
            number = (movie - 1) * (CAST + 1) + position + 1
            yield {"id": number, "movie_id": movie, "year": _year(movie), "person_id": 1 + number % PEOPLE} | job


def _critics() -> Iterator[dict[str, Any]]:
    for number in range(1, CRITICS + 1):
        said = {"critic": f"Critic {number}", "publication": "The Paper", "quote": paragraph(number)[:200]}
        day = {"published_on": (DAY_ONE + timedelta(days=number)).date(), "positive": number % 3 > 0}
        yield {"id": number, "movie_id": 1, "identity": str(number), "top_critic": number % 4 == 0} | said | day


def _reviews() -> Iterator[dict[str, Any]]:
    for number in range(1, REVIEWS + 1):
        text = paragraph(number)
        said = {"half_stars": 8, "body": text, "body_html": f"<p>{text}</p>", "by_super_reviewer": number % 5 == 0}
        yield {"id": number, "movie_id": 1, "member_id": number, "published_at": _moment(number)} | said


def _quotes() -> Iterator[dict[str, Any]]:
    for number in range(1, QUOTES + 1):
        decided = {"stage": Stage.APPROVED.value, "decided_at": _moment(number)}
        yield {"id": number, "movie_id": 1, "author_id": number} | decided


def _lines() -> Iterator[dict[str, Any]]:
    for number in range(2 * QUOTES):
        words = {"character": f"Role {number % 2}", "text": (text := paragraph(number)[:80]), "echo": echo(text)}
        yield {"id": number + 1, "movie_id": 1, "quote_id": 1 + number // 2, "position": number % 2} | words


def _boards() -> Iterator[dict[str, Any]]:
    yield {"id": 1, "name": "The lobby", "slug": LOBBY}
    yield {"id": 2, "name": "Movie forum", "slug": MOVIE_FORUM}


def _threads(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(1, 1 + (size.posts - size.longest) // POSTS_A_THREAD + 1):
        replies = (size.longest if number == 1 else POSTS_A_THREAD) - 1
        last = {"last_post_at": _moment(number), "last_poster_id": 1 + number % MEMBERS, "replies_count": replies}
        place = {"board_id": 2 if number == 1 else 1, "movie_id": 1 if number == 1 else None}
        yield {"id": number, "title": f"{title(number)} again", "slug": "again", "author_id": 1} | place | last


def _posts(size: Size) -> Iterator[dict[str, Any]]:
    """Post after post: of five in a thread one answers the opening, the others that answer."""
    number, top = 0, ("", 0)
    for thread in _threads(size):
        opening = number + 1
        for turn in range(thread["replies_count"] + 1):
            number += 1
            opens, first = turn == 0, turn % 5 == 1
            parent = ("", opening) if first else top
            path = "" if opens else path_under(parent[0], number)
            top = (path, number) if first else top
            place = {"depth": 0 if opens else 1 if first else 2, "parent_id": None if opens else parent[1]}
            text = paragraph(number)
            said = {"body": text, "body_html": f"<p>{text}</p>", "author_id": 1 + number % MEMBERS}
            yield {"id": number, "thread_id": thread["id"], "path": path, "created_at": _moment(number)} | place | said


def _moment(number: int) -> Any:
    return DAY_ONE + timedelta(minutes=number)
