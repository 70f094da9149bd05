"""Tell members something, and note that they read it.

Each telling is one statement, which itself asks who may be told: nobody of what they did themselves, nobody of what
they do not want to hear, and no profile that nobody signs in as.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from forum.kernel.db import BigId, add_all_once, db, now, on_postgresql
from forum.members.models import Follow, Member
from forum.notifications.models import LONGEST_TITLE, Kind, Muted, Notification, Topic

UNSYNCED = {"synchronize_session": False}
KEYS = ["member_id", "kind", "subject_kind", "subject_id"]
IN_ALL = sa.bindparam("in_all", type_=sa.Integer)
FACTS = ("kind", "subject_kind", "subject_id", "title", "actor_id", "times", "first_id", "latest_at")


def tell(
    member_id: int | None, kind: Kind, subject: tuple[str, int], *, title: str, actor_id: int | None = None,
    first_id: int | None = None, times: int | None = None,
) -> None:  # fmt: skip
    """The member has an unread line about this thing; where one stood, it stands for one more. Nobody is told nothing.

    `times` says how often it happened in all, where that is known.
    """
    if member_id is None or member_id == actor_id:
        return
    facts = _facts(kind, subject, title, actor_id, first_id) | {"member": member_id, "in_all": times}
    db.session.execute(_raised(on_postgresql()), facts)


def tell_named(
    member_ids: Collection[int], subject: tuple[str, int], *, title: str, actor_id: int,
    first_id: int | None = None, replied_to: int | None = None,
) -> None:  # fmt: skip
    """Each of the members has an unread line about having been called by name there.

    But for who was told of a reply by the same words, unless they do not hear of replies.
    """
    if member_ids:
        facts = _facts(Kind.MENTION, subject, title, actor_id, first_id)
        named = {"members": list(member_ids), "replied_to": replied_to, "in_all": None}
        db.session.execute(_raised_for_named(on_postgresql()), facts | named)


def untell_named(
    member_ids: Collection[int], subject: tuple[str, int], *, first_id: int | None = None, replied_to: int | None = None
) -> None:
    """The members are told of one call by name less; a line that tells of none is gone."""
    if not member_ids:
        return
    lines = (*_about(subject), Notification.kind == Kind.MENTION.value, Notification.member_id.in_(member_ids))
    lines = lines if first_id is None else (*lines, Notification.first_id <= first_id)
    deaf = sa.exists().where(Muted.member_id == Notification.member_id, Muted.topic == Topic.REPLIES.value)
    lines = lines if replied_to is None else (*lines, sa.or_(Notification.member_id != replied_to, deaf))
    less = sa.update(Notification).where(*lines).values(times=Notification.times - 1)
    db.session.execute(less, execution_options=UNSYNCED)
    db.session.execute(sa.delete(Notification).where(*lines, Notification.times < 1), execution_options=UNSYNCED)


def tell_followers(author_id: int, review_id: int, *, title: str, after: int, until: int) -> None:
    """The author's followers, those between two ids, have a line about the review, if it does not call them by name."""
    facts = _facts(Kind.REVIEW, ("review", review_id), title, author_id) | {"after": after, "until": until}
    db.session.execute(_made_for_followers(on_postgresql()), facts)


def forget(subject: tuple[str, int], *kinds: Kind) -> None:
    """The thing is gone: nobody is told of it any more; with `kinds`, of these alone."""
    lines = sa.delete(Notification).where(*_about(subject))
    lines = lines.where(Notification.kind.in_([kind.value for kind in kinds])) if kinds else lines
    db.session.execute(lines, execution_options=UNSYNCED)


def read(member: Member, line_id: int) -> None:
    """The member has read this line."""
    _read(Notification.member_id == member.id, Notification.id == line_id)


def read_all(member: Member, until: datetime) -> None:
    """The member has read all that came until then."""
    _read(Notification.member_id == member.id, Notification.latest_at <= until)


def choose_topics(member: Member, wanted: Collection[Topic]) -> None:
    """The member hears of these topics from now on, and of no others."""
    unmuted = sa.delete(Muted).where(Muted.member_id == member.id, Muted.topic.in_([topic.value for topic in wanted]))
    db.session.execute(unmuted, execution_options=UNSYNCED)
    add_all_once(Muted, [{"member_id": member.id, "topic": topic.value} for topic in Topic if topic not in wanted])


def _read(*which: sa.ColumnElement[bool]) -> None:
    unread = sa.update(Notification).where(*which, Notification.read_at.is_(None))
    db.session.execute(unread.values(read_at=now()), execution_options=UNSYNCED)


def _about(subject: tuple[str, int]) -> tuple[sa.ColumnElement[bool], ...]:
    return Notification.subject_kind == subject[0], Notification.subject_id == subject[1]


def _facts(
    kind: Kind, subject: tuple[str, int], title: str, actor_id: int | None, first_id: int | None = None
) -> dict[str, Any]:
    told = {"kind": kind.value, "topic": kind.topic.value, "title": title[:LONGEST_TITLE], "actor_id": actor_id}
    return told | {"subject_kind": subject[0], "subject_id": subject[1], "first_id": first_id, "latest_at": now()}


@lru_cache
def _raised(on_postgresql: bool) -> Any:
    """Built once, like the two below: every reply runs it."""
    return _once_more(_made_for(on_postgresql, Member.id == sa.bindparam("member"), times=sa.func.coalesce(IN_ALL, 1)))


@lru_cache
def _raised_for_named(on_postgresql: bool) -> Any:
    named = Member.id.in_(sa.bindparam("members", expanding=True))
    replied_to = sa.bindparam("replied_to", type_=BigId)
    told_already = sa.and_(replied_to.is_not(None), Member.id == replied_to, ~_is_muted(Topic.REPLIES.value))
    return _once_more(_made_for(on_postgresql, named, sa.not_(told_already)))


def _once_more(insert: Any) -> Any:
    """Where a line stands already it tells of one more, and is unread."""
    new, is_unread = insert.excluded, Notification.read_at.is_(None)
    one_more = sa.case((is_unread, Notification.times + 1), else_=1)
    # A reply with the lower number may be the later one to be told.
    is_first = sa.or_(~is_unread, Notification.first_id > new.first_id)
    return insert.on_conflict_do_update(
        index_elements=KEYS,
        set_={
            "times": sa.func.coalesce(IN_ALL, one_more),
            "first_id": sa.case((is_first, new.first_id), else_=Notification.first_id),
            "actor_id": new.actor_id,
            "title": new.title,
            "latest_at": new.latest_at,
            "read_at": sa.null(),
        },
    )


@lru_cache
def _made_for_followers(on_postgresql: bool) -> Any:
    follower = Member.id.in_(
        sa.select(Follow.follower_id).where(
            Follow.followed_id == sa.bindparam("actor_id", type_=BigId),
            Follow.follower_id > sa.bindparam("after", type_=BigId),
            Follow.follower_id <= sa.bindparam("until", type_=BigId),
        )
    )
    called = sa.exists().where(
        Notification.member_id == Member.id,
        Notification.kind == Kind.MENTION.value,
        Notification.subject_kind == sa.bindparam("subject_kind"),
        Notification.subject_id == sa.bindparam("subject_id"),
    )
    return _made_for(on_postgresql, follower, ~called).on_conflict_do_nothing()


def _made_for(on_postgresql: bool, *who: sa.ColumnElement[bool], times: Any = 1) -> Any:
    """The insert of a line for each of these members who may be told."""
    columns = Notification.__table__.c
    facts = {name: sa.bindparam(name, type_=columns[name].type) for name in FACTS} | {
        "times": sa.type_coerce(times, sa.Integer)
    }
    told = {"member_id": Member.id, "created_at": facts["latest_at"]} | facts
    actor = sa.bindparam("actor_id", type_=BigId)
    others = sa.or_(actor.is_(None), Member.id != actor)
    wants = ~_is_muted(sa.bindparam("topic", type_=sa.String))
    people = sa.select(*told.values()).where(*who, others, wants, Member.password_hash.is_not(None))
    people = people.order_by(Member.id)  # so that no two who tell the same members wait for each other
    insert: Any = (postgresql if on_postgresql else sqlite).insert(Notification.__table__)
    return insert.from_select(list(told), people, include_defaults=False)


def _is_muted(topic: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(Muted.member_id == Member.id, Muted.topic == topic)
