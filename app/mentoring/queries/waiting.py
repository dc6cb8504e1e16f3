"""Who is new on a desk, who of them has waited too long, and how many; counting stops at `COUNTED`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.mentoring import policies
from app.mentoring.clocks import LATE_ANSWER, LATE_RETURN, QUIET
from app.mentoring.models import Newcomer, Welcome

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
    unanswered = and_(
        Newcomer.first_post_at <= now - LATE_ANSWER,
        Newcomer.answered_at.is_(None),
        or_(Newcomer.greeted_at.is_(None), Newcomer.greeted_at < Newcomer.first_post_at),
    )
    not_back = and_(Newcomer.greeted_at <= now - LATE_RETURN, Newcomer.returned_at.is_(None))
    # Whoever is late has begun to wait, so the index of the desk ends where nobody can be late any more.
    return and_(Newcomer.waiting_since <= now, or_(unanswered, not_back, Newcomer.seen_at <= now - QUIET))


def is_held(by: int | None = None) -> ColumnElement[bool]:
    """SQL for: somebody welcomes them, or this mentor."""
    held = select(Welcome.id).where(Welcome.newcomer_id == Newcomer.member_id, Welcome.ended_at.is_(None))
    return exists((held if by is None else held.where(Welcome.mentor_id == by)).correlate(Newcomer))


def counts(actor: Actor) -> Counts:
    """The numbers on the tabs. One statement."""
    seen = select(Newcomer.member_id).where(is_new(), policies.newcomers_seen(actor))
    parts = (seen, seen.where(late(clock.now())), seen.where(is_held(actor.member_id or 0)))
    row = db.session.execute(select(*(_number(part).scalar_subquery() for part in parts))).one()
    return Counts(*(int(number) for number in row))


def waiting_count(actor: Actor) -> int:
    """For the header: who waits for somebody, and is the actor's or nobody's. One statement."""
    waits = select(Newcomer.member_id).where(
        is_new(),
        Newcomer.waiting_since <= clock.now(),
        or_(~is_held(), is_held(actor.member_id or 0)),
        policies.newcomers_seen(actor),
    )
    return db.session.scalar(_number(waits)) or 0


def _number(rows: Any) -> Any:
    return select(func.count()).select_from(rows.limit(COUNTED).subquery())
