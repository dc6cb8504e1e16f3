"""The inbox of the desk: what is open on the actor's paths, in order, and the figures above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.core.policy import NotFound
from app.moderation import policies
from app.moderation.kinds import KINDS, URGENT, kind_named
from app.moderation.models import OPEN, Decision, ReviewItem
from app.moderation.queries.line import minutes_of
from app.moderation.registry import SubjectView, subject_views
from app.moderation.wording import arrival, headline, time_left

PAGE_SIZE = 25
WEEK = timedelta(days=7)
RECENT = 500
MOST_LOOKING = 12
MOST_COUNTED = 999
"""The header's count stops here."""

MINE = "mine"
NOBODY = "nobody"
WHOSE = ("", MINE, NOBODY)


@dataclass(frozen=True)
class Which:
    """A view of the inbox: `kind` is '' or a kind of item; `whose` is '' (all I may see), 'mine' or 'nobody'."""

    kind: str = ""
    whose: str = ""

    @classmethod
    def of(cls, kind: str | None, whose: str | None) -> Which:
        """From an address; words it does not know mean all."""
        return cls(kind if kind in KINDS else "", whose if whose in WHOSE and whose else "")

    def with_kind(self, kind: str) -> Which:
        return replace(self, kind=kind)

    def with_whose(self, whose: str) -> Which:
        return replace(self, whose=whose)

    @property
    def query(self) -> dict[str, Any]:
        """For an address."""
        return {name: value for name, value in (("kind", self.kind), ("whose", self.whose)) if value}


@dataclass(frozen=True)
class InboxRow:
    """One item in the inbox. `clock` is state, words and share of the ring; `looking` a colleague's name, '' for nobody.

    `is_quoted`: the excerpt is somebody's words.
    """

    id: int
    risk: int
    title: str
    excerpt: str
    arrival: str
    place: str
    opened_at: datetime
    clock: tuple[str, str, float]
    looking: str
    is_mine: bool
    is_quoted: bool


@dataclass(frozen=True)
class Figures:
    """Above the inbox. `kinds` counts open items by kind; `half_minutes` is None while too few were decided to say."""

    kinds: dict[str, int]
    urgent: int
    half_minutes: int | None
    looking: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def inbox(actor: Actor, which: Which, after: str | None = None) -> Page[InboxRow]:
    """A page of the queue, most pressing first. Two statements and those of each kind of subject. Raises NotFound."""
    require_desk(actor)
    now = clock.now()
    found = list(db.session.scalars(_queue(actor, which, now, _moment(after)).limit(PAGE_SIZE + 1)))
    shown = found[:PAGE_SIZE]
    views = subject_views((item.subject_kind, item.subject_id) for item in shown)
    names = member_cards([item.claimed_by for item in shown if item.is_claimed(now)])
    rows = [_row(actor, item, views.get((item.subject_kind, item.subject_id)), names, now) for item in shown]
    return Page(rows, older=key_of(shown[-1]) if len(found) > PAGE_SIZE else None)


def figures(actor: Actor) -> Figures:
    """The numbers above the inbox, of the actor's paths. Three statements. Raises NotFound."""
    require_desk(actor)
    counted = db.session.execute(
        select(ReviewItem.kind, func.count(), func.sum(case((ReviewItem.risk == URGENT, 1), else_=0)))
        .where(ReviewItem.state == OPEN, policies.readable(actor))
        .group_by(ReviewItem.kind)
    ).all()
    return Figures(
        kinds={kind: number for kind, number, _ in counted},
        urgent=sum(int(urgent or 0) for *_, urgent in counted),
        half_minutes=_half_within(actor),
        looking=_looking(actor),
    )


def open_count(actor: Actor) -> int:
    """How many items wait on the actor's paths, for the header; counting stops at `MOST_COUNTED`. One statement."""
    waiting = select(ReviewItem.id).where(ReviewItem.state == OPEN, policies.readable(actor)).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def require_desk(actor: Actor) -> None:
    """Raises NotFound for everybody who has no desk."""
    if not policies.read_desk(actor):
        raise NotFound


def key_of(item: ReviewItem) -> str:
    """The item's place in the queue, for an address."""
    return pack_key(item.risk, int(item.due_at.timestamp() * 1_000_000), item.id)


def _queue(actor: Actor, which: Which, now: datetime, after: tuple[int, datetime, int] | None) -> Any:
    queue = select(ReviewItem).where(ReviewItem.state == OPEN, policies.readable(actor), *_chosen(actor, which, now))
    if after:
        queue = queue.where(_later(*after))
    return queue.order_by(ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id)


def _chosen(actor: Actor, which: Which, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if which.kind:
        conditions.append(ReviewItem.kind == which.kind)
    if which.whose == MINE:
        conditions.append(and_(ReviewItem.claimed_by == actor.member_id, ReviewItem.claimed_until > now))
    if which.whose == NOBODY:
        conditions.append(or_(ReviewItem.claimed_until.is_(None), ReviewItem.claimed_until <= now))
    return conditions


def _later(risk: int, due_at: datetime, item_id: int) -> ColumnElement[bool]:
    """After that place. The first condition alone bounds the index; the second is exact."""
    return and_(
        ReviewItem.risk <= risk,
        or_(
            ReviewItem.risk < risk,
            ReviewItem.due_at > due_at,
            and_(ReviewItem.due_at == due_at, ReviewItem.id > item_id),
        ),
    )


def _moment(after: str | None) -> tuple[int, datetime, int] | None:
    parts = unpack_key(after, 3)
    if parts is None:
        return None
    try:
        return parts[0], datetime.fromtimestamp(0, UTC) + timedelta(microseconds=parts[1]), parts[2]
    except OverflowError:
        return None


def _row(actor: Actor, item: ReviewItem, view: SubjectView | None, names: dict[int, Any], now: datetime) -> InboxRow:
    claimed_by = item.claimed_by if item.is_claimed(now) else None
    card = names.get(claimed_by) if claimed_by is not None else None
    return InboxRow(
        id=item.id,
        risk=item.risk,
        title=headline(item.kind, item.what, item.reason),
        excerpt=item.excerpt,
        arrival=arrival(item.kind, item.flaggers),
        place=view.place if view else "",
        opened_at=item.opened_at,
        clock=time_left(item.due_at, item.opened_at, now, item.kind),
        looking=card.display_name if card else "",
        is_mine=claimed_by is not None and claimed_by == actor.member_id,
        is_quoted=kind_named(item.kind).has_words,
    )


def _half_within(actor: Actor) -> int | None:
    recent = (
        select(Decision.waited_seconds)
        .where(Decision.decided_at > clock.now() - WEEK, policies.decisions_readable(actor))
        .order_by(Decision.decided_at.desc())
        .limit(RECENT)
    )
    waits: Sequence[int] = db.session.scalars(recent).all()
    return minutes_of(waits)


def _looking(actor: Actor) -> tuple[str, ...]:
    """Names of those who look at something now, the actor last as 'you'."""
    busy = (
        select(Member.id, Member.display_name)
        .where(
            Member.id.in_(
                select(ReviewItem.claimed_by).where(
                    ReviewItem.claimed_until > clock.now(), ReviewItem.state == OPEN, policies.readable(actor)
                )
            )
        )
        .order_by(Member.display_name, Member.id)
        .limit(MOST_LOOKING)
    )
    rows = db.session.execute(busy).all()
    others = [name for member_id, name in rows if member_id != actor.member_id]
    return (*others, "you") if len(others) < len(rows) else tuple(others)
