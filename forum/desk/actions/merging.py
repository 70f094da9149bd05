"""Two movies that are one: everything told and said about the one that goes is the other's from now on.

Each slice moves its own rows. Rows are held in the order in which members take them: what is said first, then the two
movies, so that who writes at the same moment is either moved along or, sent again by the edge, led to the one movie.
"""

from forum.boards.merging import hold_threads, move_threads
from forum.desk.actions.revising import keep
from forum.desk.models import Revision, Suggestion
from forum.desk.policy import may_edit
from forum.desk.spelling import MOVIE as SPELLED
from forum.kernel.db import db
from forum.kernel.errors import Invalid
from forum.kernel.events import announce
from forum.kernel.verdict import require
from forum.members.models import Member
from forum.modlog.actions import record
from forum.movies.actions.merging import GAPS, SYNOPSIS, absorb, hold_both, let_go
from forum.movies.events import MoviesMerged
from forum.movies.models import Job, Movie
from forum.movies.queries import movie_with_facts, people
from forum.quotes.merging import hold_quotes, move_quotes
from forum.reviews.merging import clashing_critics, hold_reviewers, move_reviews
from forum.reviews.models import CriticReview

MERGE = "merge"
ITSELF = "This is the same movie. Choose the other one."
FACTS = ("title", "year", *SYNOPSIS, *GAPS)
# How the entries that a merge keeps are called, in their order.
LABELS = {
    **{name: SPELLED[name].label if name in SPELLED else name.replace("_", " ").capitalize() for name in FACTS},
    "slug": "Address",
    "genres": SPELLED["genres"].label,
    "director": SPELLED["directors"].label,
    "writer": SPELLED["writers"].label,
    "cast": SPELLED["cast"].label,
    "news": "News",
    "critic_reviews": "Critic reviews that the other had",
}


def merge_movies(moderator: Member, dropped: Movie, kept: Movie, *, reason: str) -> None:
    """The dropped movie is the kept one: addresses lead there, what was said and told of it is there, counts are right.

    What the kept movie knew already stands, and the dropped one's facts are kept whole in its history. Raises Invalid
    for a movie and itself, Outdated when one of the two became one with another meanwhile.
    """
    require(may_edit(moderator))
    if dropped.id == kept.id:
        raise Invalid(ITSELF)
    for hold in (hold_reviewers, hold_quotes, hold_threads):
        hold(dropped.id)
    hold_both(dropped, kept)
    told = told_of(dropped, clashing_critics(dropped.id, kept.id))
    for move in (move_reviews, move_quotes, move_threads, _move_history):
        move(dropped.id, kept.id)
    absorb(kept, dropped)
    keep(moderator, kept, MERGE, dropped.id, before=told, after=None, reason=reason)
    both = f"{dropped.title} ({dropped.year}) into {kept.title} ({kept.year})"
    record(moderator, "merged", kept, title=both, reason=reason)
    announce(MoviesMerged(kept.id, dropped.id))
    let_go(dropped)


def told_of(movie: Movie, critics: list[CriticReview]) -> dict[str, str]:
    """All that the house tells about the movie, as texts by name, and these critic reviews."""
    whole = movie_with_facts(movie.slug)
    told = {name: str(value) for name in (*FACTS, "slug") if (value := getattr(whole, name)) is not None}
    told |= {job.value: ", ".join(person.name for person in people(whole, job)) for job in (Job.DIRECTOR, Job.WRITER)}
    cast = [credit for credit in whole.credits if credit.job == Job.CAST]
    lines = {
        "genres": [genre.name for genre in whole.genres],
        "cast": [f"{it.person.name} as {it.character}" if it.character else it.person.name for it in cast],
        "news": [" | ".join(filter(None, (it.kind, it.title, it.url, it.source, _day(it)))) for it in whole.news],
        "critic_reviews": [_line(review) for review in critics],
    }
    told |= {name: "\n".join(rows) for name, rows in lines.items()}
    return {name: told[name] for name in LABELS if told.get(name)}


def _move_history(dropped_id: int, kept_id: int) -> None:
    """What was changed on the dropped movie by hand, and what members suggest for it, stands with the kept one."""
    for model in (Revision, Suggestion):
        moved = db.update(model).where(model.movie_id == dropped_id).values(movie_id=kept_id)
        db.session.execute(moved, execution_options={"synchronize_session": False})


def _day(item: object) -> str:
    published_on = getattr(item, "published_on", None)
    return published_on.isoformat() if published_on else ""


def _line(review: CriticReview) -> str:
    day = review.day.isoformat() if review.day else ""
    verdict = "for" if review.positive else "against"
    top = "Top Critic" if review.top_critic else ""
    parts = (review.critic, review.publication, verdict, top, review.original_score, day, review.url, review.quote)
    return " | ".join(part for part in parts if part)
