"""How each kind of thing reads in the index: only what anybody may read of it, and no spoiler."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from forum.boards.models import OPENING, Post, Thread
from forum.kernel.db import db, now
from forum.kernel.markdown import shown_text
from forum.members.models import Member
from forum.movies.actions.rows import one_of
from forum.movies.models import Credit, Job, Movie, Person
from forum.quotes.models import Quote, QuoteLine, Stage
from forum.reviews.models import Review
from forum.reviews.queries import SHOWN
from forum.search.models import NAMED, Kind
from forum.search.words import exact_name, name_words, search_words

Row = dict[str, Any]
Rows = Iterator[Row]
Credited = defaultdict[int, list[tuple[int, str]]]  # people by movie
LONGEST_TITLE = 300
BY_JOB = (Job.DIRECTOR, Job.WRITER, Job.CAST)


def rows_of(kind: Kind, ids: Sequence[int]) -> Rows:
    """The rows of those of these things that anybody may find."""
    return _READERS[kind](ids)


def table_of(kind: Kind) -> Any:
    """The model whose ids the subjects of this kind have."""
    return _TABLES[kind]


def held(kind: Kind, after: int, most: int) -> sa.Select[Any]:
    """The next ids of a kind behind that one; on PostgreSQL nobody changes what is read of them until we are done."""
    model = table_of(kind)
    ids = sa.select(model.id).where(model.id > after).order_by(model.id).limit(most)
    if kind is Kind.THREAD:  # its words are those of its opening post, and who changes them holds only that one
        return ids.join(Post, _opens()).with_for_update(read=True, of=Post)
    return ids.with_for_update(read=True)


def movies_and_people(movie_ids: Sequence[int]) -> Rows:
    """The rows of these movies, then those of the people credited on them."""
    credited = _credited(movie_ids)
    yield from _movies(movie_ids, credited)
    for person_id, name in {person for people in credited.values() for person in people}:
        yield _person(person_id, name)


def reply_row(post: Any, thread: Any) -> Row:
    """The row of a reply that stands; both may be objects or rows of a select."""
    body, whose = shown_text(post.body_html), {"movie_id": thread.movie_id, "member_id": post.author_id}
    return _row(Kind.POST, post.id, thread.title, body, post.created_at, **whose)


def _movies(ids: Sequence[int], credited: Credited | None = None) -> Rows:
    people = _credited(ids) if credited is None else credited
    columns = Movie.id, Movie.title, Movie.original_title, Movie.year, Movie.synopsis, Movie.created_at
    for movie in db.session.execute(sa.select(*columns).where(one_of(Movie.id, ids))):
        names = dict.fromkeys(name for _, name in people[movie.id])
        body = "\n".join(filter(None, (", ".join(names), movie.synopsis)))
        found_by = name_words(movie.title, movie.original_title or "", str(movie.year))
        yield _row(Kind.MOVIE, movie.id, movie.title, body, movie.created_at, found_by, movie_id=movie.id)


def _credited(movie_ids: Sequence[int]) -> Credited:
    """The people of each movie, those who made it first."""
    order = sa.case(*((Credit.job == job.value, place) for place, job in enumerate(BY_JOB)), else_=len(BY_JOB))
    credits_ = sa.select(Credit.movie_id, Person.id, Person.name).join(Person, Person.id == Credit.person_id)
    rows = db.session.execute(credits_.where(one_of(Credit.movie_id, movie_ids)).order_by(order, Credit.position))
    people: Credited = defaultdict(list)
    for movie_id, person_id, name in rows:
        people[movie_id].append((person_id, name))
    return people


def _people(ids: Sequence[int]) -> Rows:
    for person in db.session.execute(sa.select(Person.id, Person.name).where(one_of(Person.id, ids))):
        yield _person(person.id, person.name)


def _person(person_id: int, name: str) -> Row:
    return _row(Kind.PERSON, person_id, name, "", now(), name_words(name))


def _members(ids: Sequence[int]) -> Rows:
    columns = Member.id, Member.name, Member.created_at
    for member in db.session.execute(sa.select(*columns).where(one_of(Member.id, ids))):
        found_by = name_words(member.name)
        yield _row(Kind.MEMBER, member.id, member.name, "", member.created_at, found_by, member_id=member.id)


def _threads(ids: Sequence[int]) -> Rows:
    shown = sa.and_(_opens(), Post.removed_at.is_(None))
    columns = Thread.id, Thread.title, Thread.movie_id, Thread.author_id, Thread.created_at, Post.body_html
    for thread in db.session.execute(sa.select(*columns).outerjoin(Post, shown).where(one_of(Thread.id, ids))):
        whose = {"movie_id": thread.movie_id, "member_id": thread.author_id}
        body, found_by = shown_text(thread.body_html or ""), name_words(thread.title)
        yield _row(Kind.THREAD, thread.id, thread.title, body, thread.created_at, found_by, **whose)


def _opens() -> sa.ColumnElement[bool]:
    return sa.and_(Post.thread_id == Thread.id, Post.depth == OPENING)


def _posts(ids: Sequence[int]) -> Rows:
    columns = Post.id, Post.body_html, Post.author_id, Post.created_at, Thread.title, Thread.movie_id
    posts = sa.select(*columns).join(Thread, Thread.id == Post.thread_id)
    posts = posts.where(one_of(Post.id, ids), Post.depth > OPENING, Post.removed_at.is_(None))
    for post in db.session.execute(posts):
        yield reply_row(post, post)


def _reviews(ids: Sequence[int]) -> Rows:
    columns = Review.id, Review.body_html, Review.spoiler, Review.member_id, Review.published_at
    reviews = sa.select(*columns, Movie.title, Movie.year, Movie.id.label("movie_id")).join(
        Movie, Movie.id == Review.movie_id
    )
    for review in db.session.execute(reviews.where(one_of(Review.id, ids), SHOWN)):
        body = "" if review.spoiler else shown_text(review.body_html or "")
        whose = {"movie_id": review.movie_id, "member_id": review.member_id}
        found_by = name_words(review.title, str(review.year))
        yield _row(Kind.REVIEW, review.id, review.title, body, review.published_at, found_by, **whose)


def _quotes(ids: Sequence[int]) -> Rows:
    lines = _lines(ids)
    columns = Quote.id, Quote.spoiler, Quote.author_id, Quote.created_at, Movie.title, Movie.year
    quotes = sa.select(*columns, Movie.id.label("movie_id")).join(Movie, Movie.id == Quote.movie_id)
    for quote in db.session.execute(quotes.where(one_of(Quote.id, ids), Quote.stage == Stage.APPROVED.value)):
        body = "" if quote.spoiler else " / ".join(lines[quote.id])
        whose = {"movie_id": quote.movie_id, "member_id": quote.author_id}
        found_by = name_words(quote.title, str(quote.year))
        yield _row(Kind.QUOTE, quote.id, quote.title, body, quote.created_at, found_by, **whose)


def _lines(ids: Sequence[int]) -> defaultdict[int, list[str]]:
    columns = QuoteLine.quote_id, QuoteLine.character, QuoteLine.text
    said = sa.select(*columns).where(one_of(QuoteLine.quote_id, ids)).order_by(QuoteLine.quote_id, QuoteLine.position)
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for quote_id, character, text in db.session.execute(said):
        lines[quote_id].append(f"{character}: {text}" if character else text)
    return lines


def _row(
    kind: Kind, subject_id: int, title: str, body: str, created_at: Any, names: Sequence[str] = (), **whose: Any
) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "subject_id": subject_id,
        "title": title[:LONGEST_TITLE],
        "exact": exact_name(title) if kind in NAMED else "",
        "names": " ".join(names),
        "folded": " ".join(dict.fromkeys(search_words(body))),
        "body": body,
        "movie_id": whose.get("movie_id"),
        "member_id": whose.get("member_id"),
        "created_at": created_at,
    }


_READERS: dict[Kind, Callable[[Sequence[int]], Rows]] = {
    Kind.MOVIE: _movies,
    Kind.PERSON: _people,
    Kind.THREAD: _threads,
    Kind.POST: _posts,
    Kind.REVIEW: _reviews,
    Kind.QUOTE: _quotes,
    Kind.MEMBER: _members,
}
_TABLES: dict[Kind, Any] = {
    Kind.MOVIE: Movie,
    Kind.PERSON: Person,
    Kind.THREAD: Thread,
    Kind.POST: Post,
    Kind.REVIEW: Review,
    Kind.QUOTE: Quote,
    Kind.MEMBER: Member,
}
