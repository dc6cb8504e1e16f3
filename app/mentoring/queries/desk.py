"""The welcome desk: newcomers on the reader's paths, longest waiting first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.db import Id, UtcDateTime
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound
from app.core.rows import rows_of
from app.core.text import one_line
from app.core.wording import initial
from app.discussions.models import Post, ReadMark
from app.groups.models import Group, Membership
from app.mentoring import card, policies
from app.mentoring.clocks import Clock, Times, clocks, day_of
from app.mentoring.models import CardField, Newcomer, Welcome
from app.mentoring.queries.load import Load
from app.mentoring.queries.newcomer import FirstPost, GroupShown, first_posts, group_shown, looked_after
from app.mentoring.queries.waiting import NOW, is_new, late_to_prepare, late_values
from app.mentoring.subjects import named

PAGE_SIZE = 20
LOOKED_AT = 200
"""Newcomers that one page of 'known' looks through."""
QUOTED = 120
"""Letters of a first post on the desk."""

ALL = "all"
LATE = "late"
MINE = "mine"
KNOWN = "known"
VIEWS = (ALL, LATE, MINE, KNOWN)


@dataclass(frozen=True)
class Arrival:
    """One newcomer on the desk.

    `quote` is the beginning of their first post; '' when they have not written, or not where the reader can read, and then `reads`
    says how many discussions they opened. `at` is of the post, else of joining. `holder` is '' while nobody welcomes them,
    `held_since` is a day ('today', 'Friday'). `known` is the subject or language of the reader's that they name, `avoided` the one
    the reader would rather not take; '' for none.
    `may_welcome`: as a mentor on one of their paths. `talk_id`: where their first post stands, whether the reader can see it or not.
    """

    member_id: int
    name: str
    initial: str
    quote: str
    has_written: bool
    reads: int
    at: datetime
    places: tuple[str, ...]
    clocks: tuple[Clock, ...]
    holder: str
    held_since: str
    is_mine: bool
    may_welcome: bool
    known: str
    avoided: str
    talk_id: int | None


def arrivals(actor: Actor, load: Load, view: str, after: str | None, zone: tzinfo = UTC) -> Page[Arrival]:
    """A page of the desk; `load` is the reader's own. At most 2 statements, whatever is on it. Raises NotFound for who has no desk."""
    if not policies.read_desk(actor):
        raise NotFound
    size, now, key = LOOKED_AT if view == KNOWN else PAGE_SIZE, clock.now(), _moment(after)
    asked: dict[str, Any] = {"now": now, **late_values(now)}
    if key is not None:
        asked |= {"since": key[0], "since_id": key[1]}
    found = _ROWS.rows(actor, view, key is not None, size + 1, **asked)
    rows = _arrivals(actor, load, found[:size], zone)
    if view == KNOWN:
        return _known_page(found, rows, size)
    # Whom the reader would rather not take stands last, without a word to claim them.
    rows.sort(key=lambda row: bool(row.avoided) and not row.is_mine)
    return Page(rows, older=_key_of(found[size - 1]) if len(found) > size else None)


def _known_page(found: Sequence[Any], rows: list[Arrival], size: int) -> Page[Arrival]:
    known = [(row, place) for place, row in enumerate(rows) if row.known and not row.avoided]
    shown = known[:PAGE_SIZE]
    if len(known) > PAGE_SIZE:
        return Page([row for row, _ in shown], older=_key_of(found[shown[-1][1]]))
    return Page([row for row, _ in shown], older=_key_of(found[size - 1]) if len(found) > size else None)


def _rows(actor: Actor, view: str, is_from_key: bool, limit: int) -> Any:
    """Newcomers with their times, who holds them, the groups that the reader looks after, what they opened, what their cards tell."""
    page, mentor = _page(actor, view, is_from_key, limit).subquery(), aliased(Member)
    more = {"groups": _shared(actor, page.c.member_id), "reads": _reads(page.c.member_id)}
    more["told"] = _told(actor, page.c.member_id)
    more["talk_id"] = select(Post.discussion_id).where(Post.id == page.c.first_post_id)
    return (
        select(
            *page.c,
            Member.display_name.label("name"),
            mentor.display_name.label("holder"),
            *(each.correlate(page).scalar_subquery().label(name) for name, each in more.items()),
        )
        .select_from(page)
        .join(Member, Member.id == page.c.member_id)
        .outerjoin(mentor, mentor.id == page.c.mentor_id)
        .order_by(page.c.waiting_since, page.c.member_id)
    )


def _page(actor: Actor, view: str, is_from_key: bool, limit: int) -> Any:
    """The newcomers of a page first, by the index of the desk; from members' table, it would be gone through as a whole."""
    query = (
        select(
            *(getattr(Newcomer, name) for name in TIMES),
            *(Newcomer.member_id, Newcomer.first_post_id, Newcomer.waiting_since),
            *(Welcome.claimed_at, Welcome.mentor_id),
            policies.newcomers_seen(actor, as_mentor=True, now=NOW).label("may_welcome"),
        )
        .select_from(Newcomer)
        .outerjoin(Welcome, and_(Welcome.newcomer_id == Newcomer.member_id, Welcome.ended_at.is_(None)))
        .where(is_new(), policies.newcomers_seen(actor, now=NOW))
        .order_by(Newcomer.waiting_since, Newcomer.member_id)
    )
    if view == LATE:
        query = query.where(late_to_prepare())
    if view == MINE:
        query = query.where(Welcome.mentor_id == (0 if actor.member_id is None else actor.member_id))
    if is_from_key:
        since, member_id = bindparam("since", type_=UtcDateTime()), bindparam("since_id", type_=Id)
        later = and_(Newcomer.waiting_since == since, Newcomer.member_id > member_id)
        query = query.where(Newcomer.waiting_since >= since, or_(Newcomer.waiting_since > since, later))
    return query.limit(limit)


def _shared(actor: Actor, member_id: Any) -> Any:
    """As `newcomer.shared_groups`, for one of them."""
    groups = select(rows_of(Group.id, Group.name, Group.slug, Group.path)).select_from(Group)
    belongs = Membership.member_id == member_id
    return groups.join(Membership, Membership.group_id == Group.id).where(belongs, looked_after(actor))


def _reads(member_id: Any) -> Any:
    return select(func.count()).where(ReadMark.member_id == member_id)


def _told(actor: Actor, member_id: Any) -> Any:
    """What the cards tell the reader of an illness and of what they like to talk about."""
    wanted = CardField.field.in_((card.CONDITION, card.TREATMENT, card.LIKES))
    return select(rows_of(CardField.value)).where(CardField.member_id == member_id, wanted, policies.fields_seen(actor))


TIMES = tuple(field.name for field in fields(Times))
_ROWS = SeenBy(_rows)


def _arrivals(actor: Actor, load: Load, found: Sequence[Any], zone: tzinfo) -> list[Arrival]:
    posts = first_posts(actor, [row.first_post_id for row in found])
    now, subjects = clock.now(), (*load.subjects, *load.languages)
    arrived = []
    for row in found:
        first = posts.get(row.first_post_id)
        shared = tuple(group_shown(*group) for group in sorted(row.groups, key=lambda group: (group[1], group[0])))
        texts = _texts(first, shared, tuple(value for (value,) in row.told))
        arrived.append(
            Arrival(
                member_id=row.member_id,
                name=row.name,
                initial=initial(row.name),
                quote=one_line(first.excerpt, QUOTED) if first else "",
                has_written=row.first_post_id is not None,
                reads=row.reads,
                at=first.at if first else row.arrived_at,
                places=tuple(group.name for group in shared),
                clocks=clocks(Times(*row[: len(TIMES)]), now, zone),
                holder=row.holder or "",
                held_since=day_of(row.claimed_at, now, zone) if row.claimed_at is not None else "",
                is_mine=row.mentor_id is not None and row.mentor_id == actor.member_id,
                may_welcome=bool(row.may_welcome),
                known=named(subjects, texts),
                avoided=named(load.avoids, texts),
                talk_id=row.talk_id,
            )
        )
    return arrived


def _texts(first: FirstPost | None, groups: tuple[GroupShown, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """What a subject is looked for in: the title and beginning of the first post, the groups, the card."""
    written = (first.title, first.excerpt) if first else ()
    return (*written, *(group.name for group in groups), *words)


def _key_of(newcomer: Any) -> str:
    """The newcomer's place on the desk, for an address."""
    return pack_key((newcomer.waiting_since - _BEGINNING) // _MICROSECOND, newcomer.member_id)


def _moment(after: str | None) -> tuple[datetime, int] | None:
    parts = unpack_key(after, 2)
    if parts is None:
        return None
    try:
        return _BEGINNING + parts[0] * _MICROSECOND, parts[1]
    except OverflowError:
        return None


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
