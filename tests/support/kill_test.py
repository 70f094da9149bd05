"""`bin/kill-test`: a house is killed while members write; afterwards every acknowledged write is there, once.

The load, the kills and the waiting all end by themselves.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from forum.app import create_app
from forum.boards.models import Post, PostVote, Thread
from forum.config import Settings
from forum.kernel import worker
from forum.kernel.db import db, now, on_postgresql
from forum.kernel.jobs import RECURRING, Job
from forum.kernel.sqlite import writer
from forum.members.models import Follow, Member
from forum.movies.models import Movie
from forum.notifications.models import Kind, Notification
from forum.reviews.models import Review
from forum.search.models import Entry
from tests.seeds.recount import drift
from tests.support import postgres
from tests.support.killing import Crowd, Killer
from tests.support.site import Site

SHORT = 4
Write = tuple[str, str, str]


def main() -> None:
    """Kill on the databases asked for; end with status 1 where anything is amiss."""
    parser = argparse.ArgumentParser(prog="bin/kill-test", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how many, on each database (default: 50)")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"), default=("sqlite", "postgresql"))
    parser.add_argument("--seed", type=int, default=1, help="chooses the moments and the victims")
    asked = parser.parse_args()
    amiss = 0
    for name in asked.databases:
        with tempfile.TemporaryDirectory(prefix="balcony-kill-test-") as folder:
            report, faults = run(name, Path(folder), asked.kills, asked.seed)
        sys.stdout.write(f"{name}: {report}\n" + "".join(f"  FAULT {fault}\n" for fault in faults))
        sys.stdout.flush()
        amiss += len(faults)
    sys.exit(1 if amiss else 0)


def run(name: str, folder: Path, kills: int, seed: int) -> tuple[str, list[str]]:
    """Serve, write, kill so often, and look at everything; return what was done, in one line, and what is amiss."""
    server = postgres.start(postgres.DURABLE) if name == "postgresql" else None
    site = Site(folder, server.url if server else f"sqlite:///{folder / 'balcony.db'}")
    began = time.monotonic()
    try:
        site.open()
        killer = Killer(site, server, seed)
        with Crowd(site.url, *_targets(site)) as crowd:
            for number in range(kills):
                killer.kill(number)
        site.kill()
        faults = [*crowd.broken, *_faults(site, crowd.acknowledged)]
    finally:
        site.kill()
        if server:
            server.stop()
    kinds = Counter(kind for _, kind, _ in crowd.acknowledged)
    killed = ", ".join(f"{times} × {victim}" for victim, times in sorted(killer.kills.items()))
    acknowledged = ", ".join(f"{times} × {kind}" for kind, times in sorted(kinds.items()))
    report = (
        f"{kills} kills ({killed}) in {time.monotonic() - began:.0f} s; {len(crowd.acknowledged)} writes acknowledged"
    )
    return f"{report} ({acknowledged}), {len(faults)} faults", faults


def _house(site: Site) -> Flask:
    chosen = Settings(env="testing", database_url=site.database_url, instance_path=site.instance, page_store=False)
    return create_app(chosen)


def _targets(site: Site) -> tuple[list[int], list[int], list[str]]:
    """Threads to reply in, posts to vote for, movies to review."""
    house = _house(site)
    with house.app_context():
        threads = list(db.session.scalars(sa.select(Thread.id).where(Thread.locked_at.is_(None)).limit(10)))
        posts = list(db.session.scalars(sa.select(Post.id).where(Post.removed_at.is_(None)).limit(40)))
        movies = list(db.session.scalars(sa.select(Movie.slug).limit(20)))
        db.session.remove()
        db.engine.dispose()
    random.Random(0).shuffle(posts)
    return threads, posts, movies


def _faults(site: Site, acknowledged: list[Write]) -> list[str]:
    house = _house(site)
    with house.app_context():
        _do_what_is_left(house)
        faults = [*_lost_or_doubled(acknowledged), *drift(), *_of_jobs(), *_of_the_database()]
        db.session.remove()
        db.engine.dispose()
    return faults


def _do_what_is_left(house: Flask) -> None:
    """Let the jobs of workers that were killed be due now, as they would be when their leases end, and do them."""
    with writer():
        db.session.execute(sa.update(Job).where(Job.failed_at.is_(None)).values(run_at=now()))
        db.session.commit()
        while worker.run_one(house):
            pass


def _lost_or_doubled(acknowledged: list[Write]) -> Iterator[str]:
    """Every write that was acknowledged is there once, and none that was sent again is there twice."""
    there = _everything_written()
    yield from (f"lost: {write}" for write in acknowledged if there[write] == 0)
    yield from (f"{times} times: {write}" for write, times in there.items() if times > 1)


def _everything_written() -> Counter[Write]:
    ours = Member.name.like("Killed %")
    other = sa.orm.aliased(Member)
    author = sa.select(Member.name)
    found: Counter[Write] = Counter((name, "member", name) for name in db.session.scalars(author.where(ours)))
    asked = {
        "reply": author.add_columns(Post.body).join(Post, Post.author_id == Member.id).where(ours),
        "review": author.add_columns(Movie.slug)
        .join(Review, Review.member_id == Member.id)
        .join(Review.movie)
        .where(ours),
        "vote": author.add_columns(PostVote.post_id).join(PostVote, PostVote.member_id == Member.id).where(ours),
        "follow": author.add_columns(other.name)
        .join(Follow, Follow.follower_id == Member.id)
        .join(other, other.id == Follow.followed_id)
        .where(ours),
    }
    for kind, rows in asked.items():
        found.update((name, kind, str(what)) for name, what in db.session.execute(rows))
    return found


def _of_jobs() -> Iterator[str]:
    """No job is left or was given up, and what each should have done is done, once."""
    for job in db.session.scalars(sa.select(Job).where(sa.or_(Job.key.is_(None), Job.key != RECURRING))):
        yield f"job left: {job.kind} {job.payload} {job.error}"
    for job in db.session.scalars(sa.select(Job).where(Job.failed_at.is_not(None))):
        yield f"job given up: {job.kind} {job.error}"
    told = sa.select(sa.func.count()).where(Notification.kind == Kind.REVIEW.value, Notification.times != 1)
    if db.session.scalar(told):
        yield "somebody was told twice of one review"
    unfound = sa.select(Post.id).where(Post.removed_at.is_(None), Post.body.like("Killed %"))
    indexed = sa.select(Entry.subject_id).where(Entry.kind == "post")
    yield from (f"post {number} is not in the index" for number in db.session.scalars(unfound.except_(indexed)))


def _of_the_database() -> Iterator[str]:
    """The database finds no fault with itself."""
    if on_postgresql():
        for table in sa.inspect(db.engine).get_table_names():  # reads every page, whose checksums PostgreSQL looks at
            db.session.execute(sa.text(f'SELECT count(*) FROM "{table}"'))
        return
    yield from (f"integrity: {row}" for (row,) in db.session.execute(sa.text("PRAGMA integrity_check")) if row != "ok")
    yield from (f"orphan: {tuple(row)}" for row in db.session.execute(sa.text("PRAGMA foreign_key_check")))


if __name__ == "__main__":
    main()
