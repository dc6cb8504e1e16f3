"""The numbers above the inbox. Each count stops at `MOST_COUNTED`, so that a full desk costs no more than a quiet one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, select, union_all

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.by_version import ForEach
from app.core.db import UtcDateTime
from app.core.policy import NotFound
from app.moderation import policies
from app.moderation.kinds import KINDS, URGENT
from app.moderation.models import OPEN, Decision, Question, ReviewItem
from app.moderation.models.items import INBOX
from app.moderation.queries.line import minutes_of
from app.moderation.queries.which import RISKS, asked_of

WEEK = timedelta(days=7)
RECENT = 500
MOST_LOOKING = 12
MOST_COUNTED = 999
"""Counting stops after these."""


@dataclass(frozen=True)
class Figures:
    """Above the inbox. `kinds` counts open items by kind; `half_minutes` is None while too few were decided to say.

    Each count is at most one more than `MOST_COUNTED`; `counted` makes words of it. `asked`: questions that wait for the actor.
    """

    kinds: dict[str, int]
    urgent: int
    late: int
    asked: int
    half_minutes: int | None
    looking: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def is_capped(self) -> bool:
        """Whether there are more than `total` says."""
        return any(number > MOST_COUNTED for number in self.kinds.values())


def figures(actor: Actor) -> Figures:
    """The numbers above the inbox, of the actor's paths. Three statements. Raises NotFound."""
    require_desk(actor)
    now = clock.now()
    counted = {row.name: row.number for row in _COUNTED.rows(actor, tuple(KINDS), now=now)}
    return Figures(
        kinds={kind: counted[kind] for kind in KINDS if counted[kind]},
        urgent=counted["urgent"],
        late=min(sum(counted[f"late-{risk}"] for risk in RISKS), MOST_COUNTED + 1),
        asked=counted["asked"],
        half_minutes=_half_within(actor, now),
        looking=_looking(actor, now),
    )


def counted(number: int) -> str:
    """'12', '999+'."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def open_count(actor: Actor) -> int:
    """How many items wait on the actor's paths, for the header; counting stops at `MOST_COUNTED`.

    One statement; two when anything has changed at the desk.
    """
    return _open_items.get(actor)


def require_desk(actor: Actor) -> None:
    """Raises NotFound for everybody who has no desk."""
    if not policies.read_desk(actor):
        raise NotFound


def _half_within(actor: Actor, now: datetime) -> int | None:
    return minutes_of([seconds for (seconds,) in _RECENT.rows(actor, since=now - WEEK)])


def _looking(actor: Actor, now: datetime) -> tuple[str, ...]:
    """Names of those who look at something now, the actor last as 'you'."""
    rows = _LOOKING.rows(actor, now=now)
    others = [row.called for row in rows if row.id != actor.member_id]
    return (*others, "you") if len(others) < len(rows) else tuple(others)


def _open_statement(actor: Actor) -> Select[Any]:
    waiting = select(ReviewItem.id).where(ReviewItem.state == OPEN, policies.readable(actor))
    few = _in_line(waiting).limit(MOST_COUNTED).subquery()
    return select(func.count().label("number")).select_from(few)


def _counted_statement(actor: Actor, kinds: Sequence[str]) -> CompoundSelect[Any]:
    """All counts in one statement, each from its own part of an index."""
    wanted: dict[str, tuple[ColumnElement[bool], ...]] = {kind: (ReviewItem.kind == kind,) for kind in kinds}
    wanted["urgent"] = (ReviewItem.risk == URGENT,)
    wanted |= {f"late-{risk}": (ReviewItem.risk == risk, ReviewItem.due_at <= _NOW) for risk in RISKS}
    parts = [
        select(literal(name).label("name"), func.count().label("number")).select_from(
            # In the order of the line, so that it is read from the index of the line, and only so far.
            _in_line(select(ReviewItem.id).where(ReviewItem.state == OPEN, *conditions, policies.readable(actor)))
            .limit(MOST_COUNTED + 1)
            .subquery()
        )
        for name, conditions in wanted.items()
    ]
    asked = (
        select(Question.item_id)
        .join(ReviewItem, ReviewItem.id == Question.item_id)
        .where(*asked_of(actor), ReviewItem.closed_at.is_(None), policies.readable(actor))
        .distinct()
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    parts.append(select(literal("asked").label("name"), func.count().label("number")).select_from(asked))
    return union_all(*parts)


def _recent_statement(actor: Actor) -> Select[Any]:
    recent = select(Decision.waited_seconds).where(Decision.decided_at > _SINCE, policies.decisions_readable(actor))
    return recent.order_by(Decision.decided_at.desc()).limit(RECENT)


def _looking_statement(actor: Actor) -> Select[Any]:
    called: Any = func.coalesce(Member.staff_name, Member.display_name).label("called")
    # A claim ends with its item, so those that run are of open ones.
    claimed = (ReviewItem.claimed_until > _NOW, ReviewItem.closed_at.is_(None), policies.readable(actor))
    busy = select(Member.id, called).where(Member.id.in_(select(ReviewItem.claimed_by).where(*claimed)))
    return busy.order_by(called, Member.id).limit(MOST_LOOKING)


def _in_line(query: Select[Any]) -> Select[Any]:
    return query.order_by(ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id)


_NOW: Any = bindparam("now", type_=UtcDateTime())
_SINCE: Any = bindparam("since", type_=UtcDateTime())
_OPEN = SeenBy(_open_statement)
_COUNTED = SeenBy(_counted_statement)
_RECENT = SeenBy(_recent_statement)
_LOOKING = SeenBy(_looking_statement)
_open_items: ForEach[Actor, int] = ForEach("moderation.open", (INBOX,), lambda actor: int(_OPEN.first(actor).number))
