"""The discussions of a group, a page at a time, by key; and the ones that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.discussions import policies
from app.discussions.models import Discussion, DiscussionTag, ReadMark
from app.discussions.queries.people import Author, authors
from app.discussions.queries.waiting import COUNTED, waits
from app.groups.audience import Audience
from app.groups.models import Group

PAGE = 20
MOST_PINNED = 5
LOOKED_AT = 300
"""Discussions of a group that are looked at for the count of what is new."""
NEW_SINCE = timedelta(days=30)
"""A discussion one never opened is new for this long, and only since one joined."""


@dataclass(frozen=True)
class TalkRow:
    """One discussion in a list."""

    id: int
    slug: str
    title: str
    excerpt: str
    author: Author
    group_id: int
    group_name: str
    audience: Audience
    new_count: int
    is_new: bool
    is_waiting: bool
    waiting_since: datetime
    asked_again_at: datetime | None
    reply_count: int
    people_count: int
    seats: tuple[str, ...]
    has_mentor: bool
    last_post_at: datetime
    is_pinned: bool
    is_locked: bool
    tags: tuple[str, ...]


@dataclass(frozen=True)
class GroupPage:
    """The list part of a group's page."""

    pinned: tuple[TalkRow, ...]
    talks: Page[TalkRow]
    view: str
    tag: str
    waiting_count: int
    new_count: int


def group_page(actor: Actor, group: Group, view: str = "latest", after: str | None = None, tag: str = "") -> GroupPage:
    """The discussions of `group` that the actor may read: 'latest', 'waiting' for an answer, or 'new' to them.

    The caller has found the group readable. At most 8 statements, whatever the group holds.
    """
    query = _narrowed(_visible(actor, group), actor, view, tag)
    first = unpack_key(after, 2) is None
    pinned = list(db.session.execute(_pinned(actor, group)).all()) if first and view == "latest" and not tag else []
    rows = db.session.execute(_from_key(query, view, after, with_pinned=bool(tag)).limit(PAGE + 1)).all()
    older = _key(rows[PAGE - 1], view) if len(rows) > PAGE else None
    talks = _talks(actor, group, [*pinned, *rows[:PAGE]])
    return GroupPage(
        tuple(talks[: len(pinned)]),
        Page(talks[len(pinned) :], older=older),
        view,
        tag,
        _count(_narrowed(_visible(actor, group), actor, "waiting", "")),
        _count_new(actor, group) if actor.is_active else 0,
    )


def waiting_for_me(actor: Actor, limit: int = 5) -> list[TalkRow]:
    """Discussions in the actor's own groups that nobody has answered, longest waiting first, not their own. 4 statements."""
    if not actor.group_ids:
        return []
    query = (
        _columns(actor)
        .where(
            policies.discussions_seen(actor),
            Discussion.published_at.is_not(None),
            Discussion.removed_at.is_(None),
            Discussion.group_id.in_(sorted(actor.group_ids)),
            Discussion.answered_at.is_(None),
            Discussion.locked_at.is_(None),
            Discussion.author_id.is_distinct_from(actor.member_id),
        )
        .order_by(Discussion.published_at, Discussion.id)
        .limit(limit)
    )
    return _talks(actor, None, list(db.session.execute(query).all()))


def waiting_talks(actor: Actor, where: Sequence[ColumnElement[bool]], after: str | None = None) -> Page[TalkRow]:
    """A page of what waits for an answer and the actor may read, longest waiting first; `where` narrows Discussion and Group.

    4 statements.
    """
    query = _columns(actor).where(policies.discussions_seen(actor), waits(), *where)
    rows = list(db.session.execute(_from_key(query, "waiting", after, with_pinned=True).limit(PAGE + 1)).all())
    older = _key(rows[PAGE - 1], "waiting") if len(rows) > PAGE else None
    return Page(_talks(actor, None, rows[:PAGE]), older=older)


def latest_open_to_all(limit: int = 6) -> list[TalkRow]:
    """The latest discussions that everybody may read, for the first page. 4 statements."""
    visitor = Actor()
    query = (
        _columns(visitor)
        .where(policies.discussions_seen(visitor), Discussion.published_at.is_not(None))
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(limit)
    )
    return _talks(visitor, None, list(db.session.execute(query).all()))


def _columns(actor: Actor) -> Any:
    mark = and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == (actor.member_id or 0))
    return (
        select(Discussion, Group.name, Group.path, ReadMark.seq.label("read_to"))
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(ReadMark, mark)
    )


def _visible(actor: Actor, group: Group) -> Select[Any]:
    query: Select[Any] = _columns(actor).where(
        Discussion.group_id == group.id,
        Discussion.published_at.is_not(None),
        Discussion.removed_at.is_(None),
        policies.discussions_seen(actor),
    )
    return query


def _narrowed(query: Select[Any], actor: Actor, view: str, tag: str) -> Select[Any]:
    if view == "waiting":
        query = query.where(Discussion.answered_at.is_(None), Discussion.locked_at.is_(None))
    elif view == "new":
        query = query.where(new_to(actor))
    if tag:
        tagged = select(DiscussionTag.discussion_id).where(DiscussionTag.tag == tag)
        query = query.where(Discussion.id.in_(tagged))
    return query


def new_to(actor: Actor) -> Any:
    """SQL for: something in the discussion is new to the actor; ReadMark is joined as their own."""
    never_opened = and_(ReadMark.seq.is_(None), Discussion.author_id.is_distinct_from(actor.member_id))
    # The time stands first, so that an index finds the few that can be new, in a group of any size.
    return and_(Discussion.last_post_at > new_since(actor), or_(Discussion.last_seq > ReadMark.seq, never_opened))


def new_since(actor: Actor) -> datetime:
    """What was said before this is not new to the actor any more."""
    month = clock.now() - NEW_SINCE
    return max(month, actor.joined_at) if actor.joined_at else month


def _from_key(query: Select[Any], view: str, after: str | None, *, with_pinned: bool) -> Select[Any]:
    """Latest first; in 'waiting' the longest waiting first. The key is (microseconds since 1970, id) of the last row shown."""
    key = unpack_key(after, 2)
    if view == "waiting":
        query = query.order_by(Discussion.published_at, Discussion.id)
        if key:
            query = query.where(tuple_(Discussion.published_at, Discussion.id) > tuple_(*_bound(key)))
        return query
    if view == "latest" and not with_pinned:
        query = query.where(Discussion.pinned_at.is_(None))
    query = query.order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
    if key:
        query = query.where(tuple_(Discussion.last_post_at, Discussion.id) < tuple_(*_bound(key)))
    return query


def _bound(key: tuple[int, ...]) -> tuple[Any, Any]:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=min(key[0], 10**16))
    return literal(moment, Discussion.last_post_at.type), literal(key[1])


def _key(row: Any, view: str) -> str:
    discussion: Discussion = row[0]
    moment = discussion.published_at if view == "waiting" else discussion.last_post_at
    assert moment is not None
    return pack_key((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), discussion.id)


def _pinned(actor: Actor, group: Group) -> Select[Any]:
    query = _visible(actor, group).where(Discussion.pinned_at.is_not(None))
    return query.order_by(Discussion.pinned_at.desc()).limit(MOST_PINNED)


def _count_new(actor: Actor, group: Group) -> int:
    """How many of the group's latest discussions have something new: looking at more would cost more in a busy group."""
    latest = (
        _visible(actor, group)
        .with_only_columns(case((new_to(actor), 1), else_=0).label("is_new"))
        .where(Discussion.last_post_at > new_since(actor))
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    return min(COUNTED, int(db.session.scalar(select(func.coalesce(func.sum(latest.c.is_new), 0))) or 0))


def _count(query: Select[Any]) -> int:
    few = query.with_only_columns(Discussion.id).limit(COUNTED).subquery()
    return int(db.session.scalar(select(func.count()).select_from(few)) or 0)


def _talks(actor: Actor, group: Group | None, rows: list[Any]) -> list[TalkRow]:
    """Rows for the template, with their people and tags. 3 statements."""
    if not rows:
        return []
    people = {key for row in rows for key in (row[0].author_id, *row[0].people_ids)}
    path = group.path if group else "/"
    known = authors(actor, people, path)
    tags = _tags([row[0].id for row in rows])
    return [_talk(actor, row, known, tags) for row in rows]


def _talk(actor: Actor, row: Any, known: dict[int | None, Author], tags: dict[int, tuple[str, ...]]) -> TalkRow:
    talk: Discussion = row[0]
    roles = tuple(known[key].role if key in known else "" for key in talk.people_ids)
    never_read = row.read_to is None
    mine = talk.author_id is not None and talk.author_id == actor.member_id
    return TalkRow(
        id=talk.id,
        slug=talk.public_slug,
        title=talk.title,
        excerpt=talk.excerpt,
        author=known.get(talk.author_id, known[None]),
        group_id=talk.group_id,
        group_name=row[1],
        audience=Audience(talk.audience),
        new_count=0 if never_read or not actor.is_active else max(0, talk.last_seq - row.read_to),
        is_new=actor.is_active and never_read and not mine and talk.last_post_at > new_since(actor),
        is_waiting=talk.answered_at is None and not talk.is_locked,
        waiting_since=talk.published_at or talk.created_at,
        asked_again_at=talk.asked_again_at,
        reply_count=talk.reply_count,
        people_count=talk.people_count,
        seats=roles,
        has_mentor="mentor" in roles,
        last_post_at=talk.last_post_at,
        is_pinned=talk.pinned_at is not None,
        is_locked=talk.is_locked,
        tags=tags.get(talk.id, ()),
    )


def _tags(ids: list[int]) -> dict[int, tuple[str, ...]]:
    query = select(DiscussionTag).where(DiscussionTag.discussion_id.in_(ids)).order_by(DiscussionTag.tag)
    found: dict[int, tuple[str, ...]] = {}
    for row in db.session.scalars(query):
        found[row.discussion_id] = (*found.get(row.discussion_id, ()), row.tag)
    return found
