"""Who is new on a desk, who of them has waited too long, and how many; counting stops at `COUNTED`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from app.accounts.actor import Actor
from app.accounts.models import PEOPLE
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.by_version import ForEach
from app.core.db import UtcDateTime
from app.groups.models import MEMBERSHIPS, TREE
from app.mentoring import policies
from app.mentoring.clocks import LATE_ANSWER, LATE_RETURN, QUIET
from app.mentoring.models import WELCOME, Newcomer, Welcome

COUNTED = 99
"""Counts stop here, so that they cost the same on any desk."""


@dataclass(frozen=True)
class Counts:
    """Newcomers on a desk: all, those who have waited too long, and those the reader welcomes. 99 means 99 or more."""

    all: int
    late: int
    mine: int


def is_new() -> ColumnElement[bool]:
    """SQL for: not settled yet."""
    return Newcomer.settled_at.is_(None)


def late(now: datetime) -> ColumnElement[bool]:
    """SQL for `clocks.is_late`."""
    return late_since(now, **late_values(now))


def late_values(now: datetime) -> dict[str, datetime]:
    """Whoever waits since these moments has waited too long."""
    return {"answer_by": now - LATE_ANSWER, "return_by": now - LATE_RETURN, "seen_by": now - QUIET}


def late_since(now: Any, *, answer_by: Any, return_by: Any, seen_by: Any) -> ColumnElement[bool]:
    """As `late`, with moments that may be parameters of the statement."""
    unanswered = and_(
        Newcomer.first_post_at <= answer_by,
        Newcomer.answered_at.is_(None),
        or_(Newcomer.greeted_at.is_(None), Newcomer.greeted_at < Newcomer.first_post_at),
    )
    not_back = and_(Newcomer.greeted_at <= return_by, Newcomer.returned_at.is_(None))
    # Whoever is late has begun to wait, so the index of the desk ends where nobody can be late any more.
    return and_(Newcomer.waiting_since <= now, or_(unanswered, not_back, Newcomer.seen_at <= seen_by))


def late_to_prepare() -> ColumnElement[bool]:
    """As `late`, for a statement that is prepared with `now` and `late_values`."""
    return late_since(NOW, **{name: bindparam(name, type_=UtcDateTime()) for name in LATE_VALUES})


def is_held(by: Any = None) -> ColumnElement[bool]:
    """SQL for: somebody welcomes them, or this mentor."""
    held = select(Welcome.id).where(Welcome.newcomer_id == Newcomer.member_id, Welcome.ended_at.is_(None))
    return exists((held if by is None else held.where(Welcome.mentor_id == by)).correlate(Newcomer))


def counts(actor: Actor) -> Counts:
    """The numbers on the tabs. One statement."""
    now = clock.now()
    return Counts(*(int(number) for number in _COUNTS.first(actor, now=now, **late_values(now))))


def waiting_count(actor: Actor) -> int:
    """For the header: who waits for somebody, and is the actor's or nobody's. One statement; two when anything has changed there."""
    return _waits.get(actor)


def _counts(actor: Actor) -> Any:
    seen = select(Newcomer.member_id).where(is_new(), policies.newcomers_seen(actor, now=NOW))
    parts = {"all": seen, "late": seen.where(late_to_prepare()), "mine": seen.where(is_held(_me(actor)))}
    return select(*(_number(part).scalar_subquery().label(name) for name, part in parts.items()))


def _waiting(actor: Actor) -> Any:
    waits = select(Newcomer.member_id).where(
        is_new(),
        Newcomer.waiting_since <= NOW,
        or_(~is_held(), is_held(_me(actor))),
        policies.newcomers_seen(actor, now=NOW),
    )
    return _number(waits)


def _me(actor: Actor) -> Any:
    return 0 if actor.member_id is None else actor.member_id


def _number(rows: Any) -> Any:
    return select(func.count().label("number")).select_from(rows.limit(COUNTED).subquery())


NOW: Any = bindparam("now", type_=UtcDateTime())
LATE_VALUES = ("answer_by", "return_by", "seen_by")
_COUNTS = SeenBy(_counts)
_WAITING = SeenBy(_waiting)
_waits: ForEach[Actor, int] = ForEach(
    "mentoring.waits",
    (WELCOME, MEMBERSHIPS, PEOPLE, TREE),
    lambda actor: int(_WAITING.first(actor, now=clock.now()).number),
)
