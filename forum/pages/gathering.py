"""What each composite page shows, gathered from the slices within its query budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from forum.badges.models import Award
from forum.badges.queries import held_award
from forum.boards.models import Thread
from forum.boards.queries import living_threads, threads_by, threads_of_movie
from forum.kernel.alike import alike
from forum.kernel.clock import today
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


class MoviePage:
    """Everything about one movie, for one reader; what all are shown alike is only read where it is not kept."""

    def __init__(self, slug: str, asker: Member | None) -> None:
        self.movie = alike(("movie", slug), lambda: movie_with_facts(slug))
        self._asker = asker

    @cached_property
    def critics(self) -> Page:
        """What critics wrote last."""
        return critic_reviews(self.movie, size=6)

    @cached_property
    def reviews(self) -> Page:
        """What members wrote, Super Reviewers first."""
        return alike(("reviews", self.movie.id), lambda: audience_reviews(self.movie, size=4))

    @cached_property
    def marked(self) -> set[int]:
        """Which of these reviews the asker found helpful."""
        return marked_by(self._asker, self.reviews.items)

    @cached_property
    def mine(self) -> Review | None:
        """What the asker thinks of the movie, also when it was withdrawn."""
        return review_by(self._asker, self.movie) if self._asker else None

    @cached_property
    def friends(self) -> Sequence[Review]:
        """How the members whom the asker follows rated it."""
        return friend_ratings(self._asker, self.movie) if self._asker else []

    @cached_property
    def quotes(self) -> Page:
        """The first of its quotes."""
        return approved_quotes(self.movie, size=3)

    @cached_property
    def threads(self) -> Page:
        """Where it was argued about last."""
        return threads_of_movie(self.movie, size=4)


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
        feature=of_the_week(wall[:FEATURED_FROM], today()),
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
