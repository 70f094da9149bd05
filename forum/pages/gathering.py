"""What each composite page shows, gathered from the slices within its query budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forum.badges.models import Award
from forum.badges.queries import held_award
from forum.boards.models import Thread
from forum.boards.queries import living_threads, threads_by, threads_of_movie
from forum.kernel.db import now
from forum.kernel.paging import Page
from forum.members.models import Member
from forum.members.queries import follows
from forum.movies.models import Movie
from forum.movies.queries import latest_movies, most_rated, movie_with_facts
from forum.notifications.models import Notification
from forum.notifications.queries import lines_of
from forum.quotes.models import Quote
from forum.quotes.queries import approved_quotes, newest_quote, quotes_of
from forum.reviews.models import Review
from forum.reviews.queries import (
    TwoSeats,
    audience_reviews,
    critic_reviews,
    friend_ratings,
    marked_by,
    newest_super_reviews,
    review_by,
    reviews_of,
    two_seats,
)

WALL = 24
SHELF = 8
FEATURED_FROM = 12


@dataclass(frozen=True)
class Front:
    """What is alive now."""

    feature: Movie | None
    seats: TwoSeats | None
    newest: Sequence[Movie]
    wall: Sequence[Movie]
    quote: Quote | None
    reviews: Sequence[Review]
    threads: Sequence[Thread]


@dataclass(frozen=True)
class MoviePage:
    """Everything about one movie, for one reader."""

    movie: Movie
    critics: Page
    reviews: Page
    marked: set[int]
    mine: Review | None
    friends: Sequence[Review]
    quotes: Page
    threads: Page


@dataclass(frozen=True)
class MemberPage:
    """What a member said here, as one reader may see it."""

    member: Member
    award: Award | None
    reviews: Page
    quotes: Page
    threads: Page
    followed: bool
    news: Sequence[Notification]


def front() -> Front:
    """The home page."""
    wall = most_rated(WALL)
    return Front(
        feature=of_the_week(wall[:FEATURED_FROM], now().date()),
        seats=two_seats(),
        newest=latest_movies(SHELF),
        wall=wall,
        quote=newest_quote(),
        reviews=newest_super_reviews(3),
        threads=living_threads(6),
    )


def of_the_week(movies: Sequence[Movie], today: date) -> Movie | None:
    """One of these movies, another one each week of the calendar."""
    return movies[today.isocalendar().week % len(movies)] if movies else None


def movie_page(slug: str, asker: Member | None) -> MoviePage:
    """The movie page; raises Missing or Moved like every look at a movie."""
    movie = movie_with_facts(slug)
    reviews = audience_reviews(movie, asker=asker, size=4)
    return MoviePage(
        movie=movie,
        critics=critic_reviews(movie, size=6),
        reviews=reviews,
        marked=marked_by(asker, reviews.items),
        mine=review_by(asker, movie) if asker else None,
        friends=friend_ratings(asker, movie) if asker else [],
        quotes=approved_quotes(movie, size=3),
        threads=threads_of_movie(movie, size=4),
    )


def member_page(member: Member, asker: Member | None) -> MemberPage:
    """A member's page; what waits for the member is only there for the member."""
    own = asker is not None and asker.id == member.id
    return MemberPage(
        member=member,
        award=held_award(member) if member.is_super_reviewer else None,
        reviews=reviews_of(member, size=5),
        quotes=quotes_of(member, all_stages=own, size=4),
        threads=threads_by(member, size=5),
        followed=follows(asker, member),
        news=lines_of(member, size=5).items if own else [],
    )
