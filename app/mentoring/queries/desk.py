"""The welcome desk: newcomers on the reader's paths, longest waiting first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound
from app.core.text import one_line
from app.core.wording import initial
from app.discussions.models import ReadMark
from app.mentoring import card, policies
from app.mentoring.clocks import Clock, clocks, day_of
from app.mentoring.models import CardField, Newcomer, Welcome
from app.mentoring.queries.load import Load
from app.mentoring.queries.newcomer import FirstPost, GroupShown, first_posts, shared_groups
from app.mentoring.queries.waiting import is_new, late
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
    `may_welcome`: as a mentor on one of their paths.
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


def arrivals(actor: Actor, load: Load, view: str, after: str | None, zone: tzinfo = UTC) -> Page[Arrival]:
    """A page of the desk; `load` is the reader's own. 5 statements, whatever is on it. Raises NotFound for who has no desk."""
    if not policies.read_desk(actor):
        raise NotFound
    size = LOOKED_AT if view == KNOWN else PAGE_SIZE
    found = db.session.execute(_rows(actor, view, _moment(after)).limit(size + 1)).all()
    rows = _arrivals(actor, load, found[:size], zone)
    if view == KNOWN:
        return _known_page(found, rows, size)
    # Whom the reader would rather not take stands last, without a word to claim them.
    rows.sort(key=lambda row: bool(row.avoided) and not row.is_mine)
    return Page(rows, older=_key_of(found[size - 1][0]) if len(found) > size else None)


def _known_page(found: Sequence[Any], rows: list[Arrival], size: int) -> Page[Arrival]:
    known = [(row, place) for place, row in enumerate(rows) if row.known and not row.avoided]
    shown = known[:PAGE_SIZE]
    if len(known) > PAGE_SIZE:
        return Page([row for row, _ in shown], older=_key_of(found[shown[-1][1]][0]))
    return Page([row for row, _ in shown], older=_key_of(found[size - 1][0]) if len(found) > size else None)


def _rows(actor: Actor, view: str, after: tuple[datetime, int] | None) -> Any:
    mentor = aliased(Member)
    query = (
        select(
            Newcomer, Member.display_name, Welcome, mentor.display_name, policies.newcomers_seen(actor, as_mentor=True)
        )
        .join(Member, Member.id == Newcomer.member_id)
        .outerjoin(Welcome, and_(Welcome.newcomer_id == Newcomer.member_id, Welcome.ended_at.is_(None)))
        .outerjoin(mentor, mentor.id == Welcome.mentor_id)
        .where(is_new(), policies.newcomers_seen(actor))
        .order_by(Newcomer.waiting_since, Newcomer.member_id)
    )
    if view == LATE:
        query = query.where(late(clock.now()))
    if view == MINE:
        query = query.where(Welcome.mentor_id == actor.member_id)
    if after is None:
        return query
    since, member_id = after
    later = and_(Newcomer.waiting_since == since, Newcomer.member_id > member_id)
    return query.where(Newcomer.waiting_since >= since, or_(Newcomer.waiting_since > since, later))


def _arrivals(actor: Actor, load: Load, found: Sequence[Any], zone: tzinfo) -> list[Arrival]:
    newcomers = [row[0] for row in found]
    ids = [newcomer.member_id for newcomer in newcomers]
    posts = first_posts(actor, [newcomer.first_post_id for newcomer in newcomers])
    groups, reads, cards = shared_groups(actor, ids), _reads(ids), _card_words(actor, ids)
    now, arrived = clock.now(), []
    for newcomer, name, held, holder_name, may_welcome in found:
        first = posts.get(newcomer.first_post_id)
        shared = groups.get(newcomer.member_id, ())
        texts = _texts(first, shared, cards.get(newcomer.member_id, ()))
        arrived.append(
            Arrival(
                member_id=newcomer.member_id,
                name=name,
                initial=initial(name),
                quote=one_line(first.excerpt, QUOTED) if first else "",
                has_written=newcomer.first_post_id is not None,
                reads=reads.get(newcomer.member_id, 0),
                at=first.at if first else newcomer.arrived_at,
                places=tuple(group.name for group in shared),
                clocks=clocks(newcomer.times, now, zone),
                holder=holder_name or "",
                held_since=day_of(held.claimed_at, now, zone) if held else "",
                is_mine=held is not None and held.mentor_id == actor.member_id,
                may_welcome=bool(may_welcome),
                known=named((*load.subjects, *load.languages), texts),
                avoided=named(load.avoids, texts),
            )
        )
    return arrived


def _texts(first: FirstPost | None, groups: tuple[GroupShown, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """What a subject is looked for in: the title and beginning of the first post, the groups, the card."""
    written = (first.title, first.excerpt) if first else ()
    return (*written, *(group.name for group in groups), *words)


def _reads(member_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(ReadMark.member_id, func.count()).where(ReadMark.member_id.in_(member_ids)).group_by(ReadMark.member_id)
    )
    return {member_id: number for member_id, number in rows}


def _card_words(actor: Actor, member_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What their cards tell the reader of their illness and of what they like to talk about."""
    rows = db.session.execute(
        select(CardField.member_id, CardField.value).where(
            CardField.member_id.in_(member_ids),
            CardField.field.in_((card.CONDITION, card.TREATMENT, card.LIKES)),
            policies.fields_seen(actor),
        )
    )
    found: dict[int, tuple[str, ...]] = {}
    for member_id, value in rows:
        found[member_id] = (*found.get(member_id, ()), value)
    return found


def _key_of(newcomer: Newcomer) -> str:
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
