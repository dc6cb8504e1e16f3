"""The line: where a waiting text stands, for its author and for the desk, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, union_all

from app.accounts.actor import Actor
from app.core import clock
from app.core.db import db
from app.moderation.inputs import Place
from app.moderation.kinds import HELD
from app.moderation.models import OPEN, Decision, ReviewItem
from app.moderation.queries.which import Key, Which, chosen, same_risk_after, same_risk_before

ENOUGH = 5
"""Fewer decisions than this say nothing about how long it usually takes."""
RECENT = 100
"""How many of the latest decisions are looked at."""
MOST_AHEAD = 999
"""Places in line are counted so far; whoever stands behind that stands at the next one, for all that is said."""


@dataclass(frozen=True)
class Neighbours:
    """The ids of the items before and after one in a view of the inbox; None at an end."""

    before: int | None
    after: int | None


def place_in_line(subject_kind: str, subject_id: int) -> Place:
    """Its place in the queue as the desk shows it, and the usual wait. At most three statements.

    Where moderators share the groups out it comes sooner than that; nobody is told a place that is too good.
    """
    item = db.session.scalars(
        select(ReviewItem).where(
            ReviewItem.subject_kind == subject_kind, ReviewItem.subject_id == subject_id, ReviewItem.state == OPEN
        )
    ).one_or_none()
    if item is None:
        return Place(0, None, open_item=False)
    place = position(item)
    return Place(place, usual_minutes(), open_item=True, is_far=place > MOST_AHEAD)


def position(item: ReviewItem, *conditions: ColumnElement[bool]) -> int:
    """Its place among the open items that meet `conditions`, from 1; `MOST_AHEAD` + 1 for everything behind. One statement."""
    parts = (ReviewItem.risk > item.risk, same_risk_before(_key(item)))
    ahead = [
        select(ReviewItem.id)
        .where(ReviewItem.state == OPEN, part, *conditions)
        .order_by(ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id)
        .limit(MOST_AHEAD)
        .subquery()
        for part in parts
    ]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in ahead]
    return min(db.session.scalar(select(counts[0] + counts[1])) or 0, MOST_AHEAD) + 1


def neighbours(actor: Actor, which: Which, item: ReviewItem, now: datetime) -> Neighbours:
    """What stands before and after an item in a view, whether it is in it or not. One statement, however long the line is."""
    view, key = chosen(actor, which, now), _key(item)
    nearest = (
        _first("before", [*view, same_risk_before(key)], backwards=True),
        _first("before", [*view, ReviewItem.risk > item.risk], backwards=True),
        _first("after", [*view, same_risk_after(key)]),
        _first("after", [*view, ReviewItem.risk < item.risk]),
    )
    found: dict[str, int] = {}
    for side, item_id, risk in db.session.execute(union_all(*nearest)):
        # Of two on one side the one of the same risk is nearer.
        if side not in found or risk == item.risk:
            found[side] = item_id
    return Neighbours(found.get("before"), found.get("after"))


def usual_minutes() -> int | None:
    """The median of the latest decisions on held texts, in whole minutes, at least 1; None when too few are known."""
    latest = (
        select(Decision.waited_seconds)
        .where(Decision.item_kind == HELD, Decision.decided_at <= clock.now())
        .order_by(Decision.decided_at.desc())
        .limit(RECENT)
    )
    return minutes_of(list(db.session.scalars(latest)))


def minutes_of(waits: Sequence[int]) -> int | None:
    """The median of `waits` (seconds) in whole minutes, at least 1; None below `ENOUGH` of them."""
    return max(1, round(median(waits) / 60)) if len(waits) >= ENOUGH else None


def _key(item: ReviewItem) -> Key:
    return item.risk, item.due_at, item.id


def _first(side: str, conditions: list[ColumnElement[bool]], *, backwards: bool = False) -> Any:
    order = (ReviewItem.risk, ReviewItem.due_at.desc(), ReviewItem.id.desc())
    in_order = (ReviewItem.risk.desc(), ReviewItem.due_at, ReviewItem.id)
    found = select(ReviewItem.id, ReviewItem.risk).where(*conditions).order_by(*(order if backwards else in_order))
    first = found.limit(1).subquery()
    return select(literal(side).label("side"), first.c.id, first.c.risk)
