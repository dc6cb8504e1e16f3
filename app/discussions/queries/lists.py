"""The discussions of a group, a page at a time, by key; and the ones that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, func, literal, or_, select, tuple_

from app.accounts.actor import Actor
from app.accounts.queries import shown_marks
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.among import among, numbers
from app.core.db import Id, UtcDateTime, db
from app.core.paging import Page, pack_key, unpack_key
from app.core.rows import rows_of
from app.core.scope import ROOT
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
LONGEST_FIRST = (Discussion.answered_at, Discussion.published_at, Discussion.id)
"""The order of those that wait. None of them was answered; but so PostgreSQL sees that an index has them in this order, and does not
sort all that wait in a group."""


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


class TalkLine(NamedTuple):
    """A discussion as a list reads it. `tags` are rows of one column; `read_to` is the reader's mark."""

    id: int
    group_id: int
    title: str
    slug: str
    author_id: int | None
    audience: int
    created_at: datetime
    published_at: datetime | None
    excerpt: str
    reply_count: int
    people_count: int
    people_ids: list[int]
    last_seq: int
    last_post_at: datetime
    answered_at: datetime | None
    asked_again_at: datetime | None
    locked_at: datetime | None
    pinned_at: datetime | None
    group_name: str
    read_to: int | None
    tags: list[list[str]]


class Quoted(NamedTuple):
    """A discussion that everybody may read, as the first page quotes it."""

    id: int
    group_id: int
    slug: str
    title: str
    excerpt: str
    reply_count: int


class Told(NamedTuple):
    """A discussion in a list, as far as it decides whether there is something new in it."""

    id: int
    author_id: int | None
    last_seq: int
    last_post_at: datetime


@dataclass(frozen=True)
class GroupPage:
    """The list part of a group's page. `told` are all of its discussions."""

    pinned: tuple[TalkRow, ...]
    talks: Page[TalkRow]
    view: str
    tag: str
    waiting_count: int
    new_count: int
    told: tuple[Told, ...]


def group_page(
    actor: Actor, group: Group, view: str = "latest", after: str | None = None, tag: str = "", *, for_many: bool = False
) -> GroupPage:
    """The discussions of `group` that the actor may read: 'latest', 'waiting' for an answer, or 'new' to them.

    `for_many`: how many are new to the actor is not asked. The caller has found the group readable. At most 5 statements, whatever the
    group holds.
    """
    key, since = unpack_key(after, 2), new_since(actor)
    asked = {"group": group.id, "since": since, "tag": tag, **_bound(key)}
    pinned = _PINNED.rows(actor, **asked) if key is None and view == "latest" and not tag else []
    rows = _PAGE.rows(actor, view, bool(tag), key is not None, **asked)
    older = _key(rows[PAGE - 1], view) if len(rows) > PAGE else None
    talks = _talks(actor, group.path, [*pinned, *rows[:PAGE]])
    counts = _COUNTS.first(actor, for_many, **asked)
    return GroupPage(
        tuple(talks[: len(pinned)]),
        Page(talks[len(pinned) :], older=older),
        view,
        tag,
        counts.waiting,
        counts.new,
        tuple(Told(row.id, row.author_id, row.last_seq, row.last_post_at) for row in [*pinned, *rows[:PAGE]]),
    )


def longest_waiting(actor: Actor, talk_ids: Collection[int], limit: int) -> list[TalkRow]:
    """Those of these discussions that wait longest for an answer. 3 statements, none for no discussions."""
    if not talk_ids:
        return []
    return _talks(actor, ROOT, _LONGEST_WAITING.rows(actor, limit, talks=talk_ids))


def waiting_talks(actor: Actor, where: Sequence[ColumnElement[bool]], after: str | None = None) -> Page[TalkRow]:
    """A page of what waits for an answer and the actor may read, longest waiting first; `where` narrows Discussion and Group.

    3 statements.
    """
    key = unpack_key(after, 2)
    query = _in_order(
        _columns(actor).where(policies.discussions_seen(actor), waits(), *where), "waiting", key is not None
    )
    rows = list(db.session.execute(query.limit(PAGE + 1), _bound(key)).all())
    older = _key(rows[PAGE - 1], "waiting") if len(rows) > PAGE else None
    return Page(_talks(actor, ROOT, rows[:PAGE]), older=older)


def latest_open_to_all(limit: int = 6) -> Sequence[Quoted]:
    """The latest discussions that everybody may read, for the first page. 1 statement."""
    return _LATEST_OPEN.rows(Actor(), limit)


def _columns(actor: Actor) -> Select[Any]:
    """The columns of a `TalkLine`; ReadMark is joined as the actor's own."""
    reader = 0 if actor.member_id is None else actor.member_id
    mark = and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == reader)
    tags = select(rows_of(DiscussionTag.tag)).where(DiscussionTag.discussion_id == Discussion.id)
    own = (getattr(Discussion, name) for name in TalkLine._fields[:-3])
    return (
        select(
            *own,
            Group.name.label("group_name"),
            ReadMark.seq.label("read_to"),
            tags.correlate(Discussion).scalar_subquery().label("tags"),
        )
        .select_from(Discussion)
        .join(Group, Discussion.group_id == Group.id)
        .outerjoin(ReadMark, mark)
    )


def _visible(actor: Actor, within: type[Group] | None = None) -> Select[Any]:
    """The discussions of one group, the parameter `group`; or of the row of `within`, which the statement around reads."""
    found = _columns(actor).where(
        Discussion.group_id == (bindparam("group", type_=Id) if within is None else within.id),
        Discussion.published_at.is_not(None),
        Discussion.removed_at.is_(None),
        policies.discussions_seen(actor),
    )
    return found if within is None else found.correlate(within)


def _page_statement(actor: Actor, view: str, is_tagged: bool, is_from_key: bool) -> Select[Any]:
    query = _narrowed(_visible(actor), actor, view)
    if is_tagged:
        tagged = select(DiscussionTag.discussion_id).where(DiscussionTag.tag == bindparam("tag", type_=Text()))
        query = query.where(Discussion.id.in_(tagged))
    elif view == "latest":
        query = query.where(Discussion.pinned_at.is_(None))
    return _in_order(query, view, is_from_key).limit(PAGE + 1)


def _pinned_statement(actor: Actor) -> Select[Any]:
    query = _visible(actor).where(Discussion.pinned_at.is_not(None))
    return query.order_by(Discussion.pinned_at.desc()).limit(MOST_PINNED)


def _counts_statement(actor: Actor, for_many: bool) -> Select[Any]:
    """How many wait, and how many of the latest discussions have something new: looking at more would cost more in a busy group."""
    new = number_of_new(actor) if actor.is_active and not for_many else literal(0)
    return select(number_of_waiting(actor).label("waiting"), new.label("new"))


def number_of_waiting(actor: Actor, within: type[Group] | None = None, *, of_others: bool = False) -> Any:
    """SQL for: how many discussions of a group (see `_visible`) wait for an answer; at most `COUNTED`. `of_others`: not the actor's own."""
    waiting = _narrowed(_visible(actor, within), actor, "waiting").with_only_columns(Discussion.id)
    if of_others:
        waiting = waiting.where(Discussion.author_id.is_distinct_from(actor.member_id))
    few = waiting.order_by(*LONGEST_FIRST).limit(COUNTED).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def waiting_longest(actor: Actor, within: type[Group], limit: int) -> Any:
    """SQL for: the ids, as rows, of the discussions of a group that wait longest for somebody else than the actor."""
    others = _narrowed(_visible(actor, within), actor, "waiting").with_only_columns(Discussion.id)
    others = others.where(Discussion.author_id.is_distinct_from(actor.member_id))
    first = others.order_by(*LONGEST_FIRST).limit(limit).subquery()
    return select(rows_of(first.c.id)).select_from(first).scalar_subquery()


def number_of_new(actor: Actor, within: type[Group] | None = None) -> Any:
    """SQL for: how many of the latest discussions of a group have something new, said after the parameter `since`; at most `COUNTED`."""
    latest = (
        _visible(actor, within)
        .with_only_columns(case((_has_new(actor), 1), else_=0).label("is_new"))
        .where(Discussion.last_post_at > _SINCE)
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(LOOKED_AT)
    )
    each = latest.subquery()
    few = select(each.c.is_new).where(each.c.is_new == 1).limit(COUNTED).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def latest_post(actor: Actor, within: type[Group]) -> Any:
    """SQL for: when somebody last wrote in a group, after the parameter `since`."""
    latest = _visible(actor, within).with_only_columns(Discussion.last_post_at).where(Discussion.last_post_at > _SINCE)
    return latest.order_by(Discussion.last_post_at.desc()).limit(1).scalar_subquery()


def _longest_waiting_statement(actor: Actor, limit: int) -> Select[Any]:
    these = among(Discussion.id, [numbers("talks")])
    found = _columns(actor).where(these, policies.discussions_seen(actor), waits())
    return found.order_by(*LONGEST_FIRST).limit(limit)


def _latest_open_statement(actor: Actor, limit: int) -> Select[Any]:
    return (
        select(*(getattr(Discussion, name) for name in Quoted._fields))
        .join(Group, Discussion.group_id == Group.id)
        .where(policies.discussions_seen(actor), Discussion.published_at.is_not(None))
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(limit)
    )


def _narrowed(query: Select[Any], actor: Actor, view: str) -> Select[Any]:
    if view == "waiting":
        return query.where(Discussion.answered_at.is_(None), Discussion.locked_at.is_(None))
    # The time stands first, so that an index finds the few that can be new, in a group of any size.
    return query.where(Discussion.last_post_at > _SINCE, _has_new(actor)) if view == "new" else query


def new_since(actor: Actor) -> datetime:
    """What was said before this is not new to the actor any more."""
    month = clock.now() - NEW_SINCE
    return max(month, actor.joined_at) if actor.joined_at else month


def _has_new(actor: Actor) -> ColumnElement[bool]:
    never_opened = and_(ReadMark.seq.is_(None), Discussion.author_id.is_distinct_from(actor.member_id))
    return or_(Discussion.last_seq > ReadMark.seq, never_opened)


def _in_order(query: Select[Any], view: str, is_from_key: bool) -> Select[Any]:
    """Latest first; in 'waiting' the longest waiting first. The key is (microseconds since 1970, id) of the last row shown."""
    bound = tuple_(bindparam("key_at", type_=UtcDateTime()), bindparam("key_id", type_=Id))
    if view == "waiting":
        query = query.order_by(*LONGEST_FIRST)
        return query.where(tuple_(Discussion.published_at, Discussion.id) > bound) if is_from_key else query
    query = query.order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
    return query.where(tuple_(Discussion.last_post_at, Discussion.id) < bound) if is_from_key else query


def _bound(key: tuple[int, ...] | None) -> dict[str, Any]:
    if key is None:
        return {}
    return {"key_at": datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=min(key[0], 10**16)), "key_id": key[1]}


def _key(talk: Any, view: str) -> str:
    moment = talk.published_at if view == "waiting" else talk.last_post_at
    assert moment is not None
    return pack_key((moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), talk.id)


def _talks(actor: Actor, path: str, rows: Sequence[Any]) -> list[TalkRow]:
    """Rows for the template, with their people. 2 statements: who began them, and which roles are among those who wrote."""
    if not rows:
        return []
    known = authors(actor, {row.author_id for row in rows}, path)
    marks = shown_marks({key for row in rows for key in row.people_ids}, path)
    since = new_since(actor)
    return [_talk(actor, row, known, marks, since) for row in rows]


def news_of(actor: Actor, talk: Any, read_to: int | None, since: datetime) -> tuple[bool, int]:
    """Whether a discussion (`Told` or more) is new to the actor as a whole, and how many posts of it are, when they know it."""
    if not actor.is_active:
        return False, 0
    if read_to is not None:
        return False, max(0, talk.last_seq - read_to)
    mine = talk.author_id is not None and talk.author_id == actor.member_id
    return not mine and talk.last_post_at > since, 0


def _talk(actor: Actor, talk: Any, known: dict[int | None, Author], marks: dict[int, str], since: datetime) -> TalkRow:
    roles = tuple(marks.get(key, "") for key in talk.people_ids)
    is_new, new_count = news_of(actor, talk, talk.read_to, since)
    is_locked, audience = talk.locked_at is not None, Audience(talk.audience)
    return TalkRow(
        id=talk.id,
        slug=talk.slug if audience == Audience.EVERYONE else "",
        title=talk.title,
        excerpt=talk.excerpt,
        author=known.get(talk.author_id, known[None]),
        group_id=talk.group_id,
        group_name=talk.group_name,
        audience=audience,
        new_count=new_count,
        is_new=is_new,
        is_waiting=talk.answered_at is None and not is_locked,
        waiting_since=talk.published_at or talk.created_at,
        asked_again_at=talk.asked_again_at,
        reply_count=talk.reply_count,
        people_count=talk.people_count,
        seats=roles,
        has_mentor="mentor" in roles,
        last_post_at=talk.last_post_at,
        is_pinned=talk.pinned_at is not None,
        is_locked=is_locked,
        tags=tuple(sorted(tag for (tag,) in talk.tags)),
    )


_SINCE: Any = bindparam("since", type_=UtcDateTime())
_PAGE = SeenBy(_page_statement, TalkLine)
_PINNED = SeenBy(_pinned_statement, TalkLine)
_COUNTS = SeenBy(_counts_statement)
_LONGEST_WAITING = SeenBy(_longest_waiting_statement, TalkLine)
_LATEST_OPEN = SeenBy(_latest_open_statement, Quoted)
