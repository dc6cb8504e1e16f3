"""The inbox of the desk: what is open on the actor's paths, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from app.accounts.actor import Actor
from app.accounts.queries import MemberCard, member_cards
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.db import UtcDateTime, db
from app.core.paging import Page, pack_key, unpack_key
from app.moderation.care import is_hard
from app.moderation.clocks import Clock, clock_of
from app.moderation.hours import working
from app.moderation.kinds import kind_named
from app.moderation.models import PassedOn, ReviewItem
from app.moderation.queries.figures import require_desk
from app.moderation.queries.which import PASSED, InLine, Key, Which, chosen, first_of, passed_by, queue
from app.moderation.registry import subject_places
from app.moderation.wording import arrival, headline

PAGE_SIZE = 25
MOST_PASSED = 100
"""Items that one moderator can have last in line."""


Item = ReviewItem | InLine


@dataclass(frozen=True)
class InboxRow:
    """One item in the inbox. `clock` is state, words and share of the ring; `looking` a colleague's name, '' for nobody.

    `is_quoted`: the excerpt is somebody's words; `is_hard`: they are hard to read. `passed`: '' or who passed it on: 'you', or 'somebody'.
    """

    id: int
    version: int
    kind: str
    risk: int
    title: str
    excerpt: str
    arrival: str
    place: str
    opened_at: datetime
    clock: Clock
    looking: str
    is_mine: bool
    is_quoted: bool
    passed: str
    is_hard: bool


def inbox(actor: Actor, which: Which, after: str | None = None) -> Page[InboxRow]:
    """A page of the queue, most pressing first; what the actor passed on in this shift comes last of all.

    Two statements and those of each kind of subject; one more when a colleague is looking, and one for what was passed on. Raises
    NotFound.
    """
    require_desk(actor)
    now = clock.now()
    mine = passed_on(actor, now)
    found, has_more = in_line(actor, which, now, after, mine)
    return Page(rows_of(actor, found, mine, now), older=key_of(found[-1]) if has_more else None)


def passed_on(actor: Actor, now: datetime) -> list[int]:
    """The ids of what the actor passed on in this shift, the latest first. One statement."""
    return [item_id for (item_id,) in _PASSED_ON.rows(actor, now=now)]


def in_line(
    actor: Actor, which: Which, now: datetime, after: str | None, passed: Sequence[int]
) -> tuple[list[Item], bool]:
    """The items of one page, and whether more come after it. `passed` are ids that stand at the end of the last page."""
    but = () if which.whose == PASSED else passed
    moment = _moment(after)
    found: list[Item]
    if moment is None and which.is_plain:
        found = list(_FIRST.rows(actor, which.kind, which.whose, PAGE_SIZE + 1, now=now, but=but))
    else:
        found = list(db.session.scalars(queue(actor, which, now, PAGE_SIZE + 1, after=moment, but=but)))
    if len(found) > PAGE_SIZE:
        return found[:PAGE_SIZE], True
    if but:
        last = select(ReviewItem).where(*chosen(actor, which, now, few=True), ReviewItem.id.in_(but))
        found += db.session.scalars(last.order_by(ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id))
    return found, False


def rows_of(actor: Actor, items: Sequence[Item], passed: Sequence[int], now: datetime) -> list[InboxRow]:
    """What the inbox shows of items, in their order."""
    places = subject_places((item.subject_kind, item.subject_id) for item in items)
    names = member_cards([item.claimed_by for item in items if item.is_claimed(now)])
    mine = frozenset(passed)
    team = working()

    def row(item: Item) -> InboxRow:
        place = places.get((item.subject_kind, item.subject_id), "")
        clock = clock_of(item.due_at, item.opened_at, now, item.kind, team)
        return _row(actor, item, place, names, clock, item.id in mine, now)

    return [row(item) for item in items]


def key_of(item: Item) -> str:
    """The item's place in the queue, for an address."""
    return pack_key(item.risk, int(item.due_at.timestamp() * 1_000_000), item.id)


def _moment(after: str | None) -> Key | None:
    parts = unpack_key(after, 3)
    if parts is None:
        return None
    try:
        return parts[0], datetime.fromtimestamp(0, UTC) + timedelta(microseconds=parts[1]), parts[2]
    except OverflowError:
        return None


def _row(
    actor: Actor,
    item: Item,
    place: str,
    names: dict[int, MemberCard],
    clock: Clock,
    is_passed_by_me: bool,
    now: datetime,
) -> InboxRow:
    claimed_by = item.claimed_by if item.is_claimed(now) else None
    card = names.get(claimed_by) if claimed_by is not None else None
    return InboxRow(
        id=item.id,
        version=item.version,
        kind=item.kind,
        risk=item.risk,
        title=headline(item.kind, item.what, item.reason),
        excerpt=item.excerpt,
        arrival=arrival(item.kind, item.flaggers),
        place=place,
        opened_at=item.opened_at,
        clock=clock,
        looking=card.as_staff if card else "",
        is_mine=claimed_by is not None and claimed_by == actor.member_id,
        is_quoted=kind_named(item.kind).has_words,
        passed="you" if is_passed_by_me else "somebody" if item.passed_at else "",
        is_hard=is_hard(item),
    )


def _passed_on(actor: Actor) -> Any:
    mine = passed_by(actor, bindparam("now", type_=UtcDateTime()))
    return mine.order_by(PassedOn.until.desc()).limit(MOST_PASSED)


_PASSED_ON = SeenBy(_passed_on)
_FIRST = SeenBy(first_of, InLine)
