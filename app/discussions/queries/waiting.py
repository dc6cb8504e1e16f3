"""Discussions that nobody has answered, by how long they wait. Their author's own replies are no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from app.accounts.actor import Actor
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.db import Id, UtcDateTime
from app.discussions import policies
from app.discussions.models import Discussion
from app.groups.models import Group
from app.groups.policies import holds_role

A_DAY = timedelta(hours=24)
THREE_DAYS = timedelta(hours=72)
COUNTED = 99
"""Counts stop here ("99 or more"), so that they cost the same in any group."""


@dataclass(frozen=True)
class Ages:
    """How many wait for under a day, for one to three days, and for longer; each at most `COUNTED`."""

    fresh: int
    days: int
    longer: int


def waits() -> ColumnElement[bool]:
    """SQL for: out, open for replies, and nobody but its author has written in it."""
    return and_(
        Discussion.published_at.is_not(None),
        Discussion.removed_at.is_(None),
        Discussion.locked_at.is_(None),
        Discussion.answered_at.is_(None),
    )


def waiting_ages(actor: Actor, group: Group) -> Ages | None:
    """The figures for mentors and staff of a group, 1 statement; None, and no statement, for everybody else."""
    if group.is_archived or not holds_role(actor, group.path):
        return None
    now = clock.now()
    found = _AGES.first(actor, group=group.id, day=now - A_DAY, three=now - THREE_DAYS)
    return Ages(*found)


def _ages_statement(actor: Actor) -> Select[Any]:
    day, three = (bindparam(name, type_=UtcDateTime()) for name in ("day", "three"))
    bands = (
        Discussion.published_at > day,
        and_(Discussion.published_at <= day, Discussion.published_at > three),
        Discussion.published_at <= three,
    )
    return select(*(_count(actor, band).label(f"band_{place}") for place, band in enumerate(bands)))


def _count(actor: Actor, band: ColumnElement[bool]) -> Any:
    few = (
        select(Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
        .where(Discussion.group_id == bindparam("group", type_=Id), waits(), policies.discussions_seen(actor), band)
        .limit(COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(few).scalar_subquery()


_AGES = SeenBy(_ages_statement)
