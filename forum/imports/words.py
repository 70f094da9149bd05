"""What people said about a film in a film file: critics, archived profiles, characters, and the talk on the boards."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from forum.badges.actions import award_imported
from forum.boards.importing import ReplyFacts, ThreadFacts, put_threads
from forum.boards.models import OPENING, Post, Thread
from forum.imports import schemas
from forum.imports.schemas import Film
from forum.kernel.db import db
from forum.members.actions import archived_members
from forum.members.models import Member
from forum.movies.models import Movie
from forum.quotes.importing import LineFacts, QuoteFacts, put_quotes
from forum.reviews.importing import AudienceFacts, CriticFacts, put_audience_reviews, put_critic_reviews
from forum.reviews.models import Review

Complaint = tuple[str, str]  # a key of the film, and what is wrong with it
LIVING = "{name} can sign in here, so nobody else's file speaks under this name"


def has_words(film: Film) -> bool:
    """Whether the film file holds anything that people said."""
    return bool(film.critic_reviews or film.audience_reviews or film.quotes or film.threads)


def speakers(film: Film) -> Iterator[str]:
    """The names of all members a film file lets speak."""
    for review in film.audience_reviews or ():
        yield review.member
    waiting: list[schemas.Thread | schemas.Reply] = list(film.threads or ())
    while waiting:
        post = waiting.pop()
        yield post.member
        waiting += post.replies or ()


def profiles(films: Iterable[Film]) -> dict[str, Member]:
    """The profile of everybody who speaks in these films, made where there is none."""
    return archived_members(sorted({name for film in films for name in speakers(film)}))


def put_words(movie: Movie, film: Film, members: Mapping[str, Member]) -> list[Complaint]:
    """The movie has everything people said about it in the file, once; answers what was left out, and why."""
    put_critic_reviews(movie, [CriticFacts(**review.model_dump()) for review in film.critic_reviews or ()])
    put_quotes(movie, [_quote(quote) for quote in film.quotes or ()])
    return [*_put_reviews(movie, film, members), *_put_threads(movie, film, members)]


def _put_reviews(movie: Movie, film: Film, members: Mapping[str, Member]) -> Iterator[Complaint]:
    reviewed = _reviewed(movie, film, members)
    spoken = []
    for number, review in enumerate(film.audience_reviews or ()):
        member = members[review.member]
        if member.is_archived:
            spoken.append(AudienceFacts(member, review.stars, review.body, review.published_on))
            if review.super_reviewer:
                award_imported(member)
        elif member.id not in reviewed:  # what came before its owner did is theirs by now, and no fault
            yield f"audience_reviews[{number}].member", LIVING.format(name=review.member)
    put_audience_reviews(movie, spoken)


def _reviewed(movie: Movie, film: Film, members: Mapping[str, Member]) -> Collection[int]:
    living = [members[one.member].id for one in film.audience_reviews or () if not members[one.member].is_archived]
    if not living:
        return ()
    return set(
        db.session.scalars(sa.select(Review.member_id).where(Review.movie_id == movie.id, Review.member_id.in_(living)))
    )


def _put_threads(movie: Movie, film: Film, members: Mapping[str, Member]) -> list[Complaint]:
    known = _known_threads(movie, film)
    complaints: list[Complaint] = []
    threads = []
    for number, thread in enumerate(film.threads or ()):
        if (thread.title, thread.body) in known:
            continue
        key = f"threads[{number}]"
        if not members[thread.member].is_archived:
            complaints.append((f"{key}.member", LIVING.format(name=thread.member)))
            continue
        replies = _replies(thread, key, members, complaints)
        threads.append(ThreadFacts(thread.title, members[thread.member], thread.body, replies))
    put_threads(movie, threads)
    return complaints


def _known_threads(movie: Movie, film: Film) -> Collection[tuple[str, str]]:
    titles = {thread.title for thread in film.threads or ()}
    if not titles:
        return ()
    opening = sa.and_(Post.thread_id == Thread.id, Post.depth == OPENING)
    known = sa.select(Thread.title, Post.body).join(Post, opening)
    rows = db.session.execute(known.where(Thread.movie_id == movie.id, Thread.title.in_(titles)))
    return {(title, body) for title, body in rows}


def _replies(
    post: schemas.Thread | schemas.Reply, key: str, members: Mapping[str, Member], complaints: list[Complaint]
) -> tuple[ReplyFacts, ...]:
    """The answers to a post. One that cannot be given takes the answers to it along."""
    said = []
    for number, reply in enumerate(post.replies or ()):
        place = f"{key}.replies[{number}]"
        if members[reply.member].is_archived:
            said.append(ReplyFacts(members[reply.member], reply.body, _replies(reply, place, members, complaints)))
        else:
            complaints.append((f"{place}.member", LIVING.format(name=reply.member)))
    return tuple(said)


def _quote(quote: schemas.Quote) -> QuoteFacts:
    lines: Sequence[LineFacts] = [LineFacts(line.character or "", line.text) for line in quote.lines]
    return QuoteFacts(tuple(lines), quote.timecode, quote.status)
